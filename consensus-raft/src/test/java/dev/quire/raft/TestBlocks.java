package dev.quire.raft;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.ConsensusMode;
import dev.quire.block.MemberSet;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Membership;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Blocks that are headers with dummy roots, members with dummy keys, signatures that are hashes. */
final class TestBlocks {
    static final Hash CHAIN = Domain.BLOCK.hash(Bytes.utf8("a chain of the tests"));
    /** The hash of block 0. */
    static final Hash GENESIS = CHAIN;

    private TestBlocks() {}

    /** Member {@code i}; keys ascend with the number. */
    static PublicKey key(int i) {
        byte[] bytes = new byte[PublicKey.SIZE];
        bytes[0] = (byte) i;
        return new PublicKey(Bytes.wrap(bytes));
    }

    static Membership members(int count) {
        return new Membership(MemberSet.of(
                ConsensusMode.CFT,
                IntStream.rangeClosed(1, count).mapToObj(TestBlocks::key).toList()));
    }

    /** A block that differs from others on the same parent by its {@code mark}. */
    static Block block(Hash parent, long height, long mark, PublicKey proposer) {
        return new Block(
                new BlockHeader(
                        CHAIN,
                        height,
                        mark,
                        parent,
                        0,
                        Hash.ZERO,
                        proposer,
                        Hash.ZERO,
                        0,
                        Hash.ZERO,
                        Hash.ZERO,
                        Hash.ZERO,
                        Hash.ZERO,
                        Hash.ZERO,
                        Hash.ZERO,
                        List.of(),
                        Bytes.EMPTY),
                Optional.empty(),
                List.of());
    }

    /** A chain with these terms at heights 1, 2, 3...; equal terms at equal heights give equal blocks. */
    static List<Entry> chain(long... terms) {
        Entry[] entries = new Entry[terms.length];
        Hash parent = GENESIS;
        for (int i = 0; i < terms.length; i++) {
            entries[i] = new Entry(terms[i], block(parent, i + 1L, terms[i], key(1)));
            parent = entries[i].block().hash();
        }
        return List.of(entries);
    }

    static Signature sign(PublicKey member, Bytes message) {
        Bytes half = Domain.BLOCK.hash(member.bytes().concat(message)).bytes();
        return new Signature(half.concat(half));
    }
}
