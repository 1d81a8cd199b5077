package dev.quire.internal.journal;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.ConsensusMode;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Prepared;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Blocks and names for tests of the journal, which looks at no block's content. */
public final class Samples {
    public static final Identity IDENTITY = new Identity(hash(1), key(2));
    public static final JournalConfig SMALL = new JournalConfig(4096);

    private Samples() {}

    public static Hash hash(int seed) {
        return Hash.of(bytes(seed, Hash.SIZE));
    }

    public static PublicKey key(int seed) {
        return new PublicKey(bytes(seed, PublicKey.SIZE));
    }

    private static Bytes bytes(int seed, int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) seed);
        return Bytes.wrap(bytes);
    }

    /** A block whose bytes depend on {@code salt}, with up to 1,024 bytes of padding. */
    public static Block block(long height, int salt, int padding) {
        Hash any = hash(salt);
        return new Block(
                new BlockHeader(
                        IDENTITY.chainId(),
                        height,
                        1_000 * height + salt,
                        any,
                        0,
                        Hash.ZERO,
                        IDENTITY.nodeId(),
                        any,
                        0,
                        any,
                        any,
                        any,
                        any,
                        any,
                        any,
                        List.of(),
                        bytes(salt, padding)),
                Optional.empty(),
                List.of());
    }

    public static Entry entry(long height, long term) {
        return entry(height, term, 0);
    }

    public static Entry entry(long height, long term, int padding) {
        return new Entry(term, block(height, (int) (term * 31 + height), padding));
    }

    /** A prepared certificate for the entry's block in its term. */
    public static Prepared prepared(Entry entry) {
        return new Prepared(entry.height(), entry.term(), entry.block().hash(), bytes(9, 300));
    }

    public static Certificate certificate(long height) {
        return new Certificate(
                ConsensusMode.CFT,
                height,
                hash((int) height),
                0,
                hash(3),
                List.of(new Certificate.MemberSignature(0, new Signature(bytes(7, Signature.SIZE)))));
    }
}
