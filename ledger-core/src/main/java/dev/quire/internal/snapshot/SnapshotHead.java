package dev.quire.internal.snapshot;

import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.MemberSet;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.merkle.MerkleTree;
import dev.quire.receipt.HeaderProof;
import dev.quire.receipt.Policy;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.receipt.Verification.Invalid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a snapshot is of, with the proof: all chunks are checked against it.
 *
 * @param term Raft's term or PBFT's view under which the journal had the block. Nothing proves it: under Raft members
 *     do not lie, under PBFT it does not matter
 * @param proof that the block is certified, or a later one that it is in the history of
 * @param historyRoots of the chunks of the history tree
 * @param chunks how many there are, as the sender says
 * @param bytes of all chunks, as the sender says
 */
public record SnapshotHead(long term, HeaderProof proof, List<Hash> historyRoots, int chunks, long bytes) {
    /** The most bytes of an encoded head, so that a frame has room for it: some three milliard blocks. */
    public static final int MAX_SIZE = 3 << 20;

    private static final int TAG = 0x19;
    private static final int VERSION = 1;

    public SnapshotHead {
        historyRoots = List.copyOf(historyRoots);
    }

    /** The header of the block after which the state was so. */
    public BlockHeader header() {
        return proof.header();
    }

    public long height() {
        return header().height();
    }

    /** The certificate of just this block, if the proof has it. */
    Optional<Certificate> ownCertificate() {
        return Optional.of(proof.anchor().certificate()).filter(found -> found.height() == height());
    }

    /** Why it is not to be believed; empty: the members have certified what it says, and history's chunks are theirs. */
    public Optional<String> problem(Hash chainId, MemberSet members, ReceiptVerifier verifier) {
        if (verifier.verify(proof, members, Policy.any().ofChain(chainId)) instanceof Invalid invalid) {
            return Optional.of(invalid.explanation());
        }
        long expected = (height() + Chunk.HISTORY_LEAVES - 1) / Chunk.HISTORY_LEAVES;
        if (height() == 0
                || historyRoots.size() != expected
                || !MerkleTree.root(historyRoots).equals(header().historyRoot())) {
            return Optional.of("the roots of its history are not those of block " + height());
        }
        return Optional.empty();
    }

    public Bytes encoded() {
        CanonicalWriter out = CanonicalWriter.structure(TAG, VERSION, 4096 + Hash.SIZE * historyRoots.size())
                .u64(term)
                .bytes(proof.encoded())
                .u32(historyRoots.size());
        historyRoots.forEach(root -> out.fixed(root.bytes()));
        return out.u32(chunks).u64(bytes).toBytes();
    }

    public static SnapshotHead decode(Bytes encoded) throws MalformedException {
        if (encoded.size() > MAX_SIZE) {
            throw new MalformedException("snapshot head: " + encoded.size() + " bytes are above the limit " + MAX_SIZE);
        }
        CanonicalReader in = CanonicalReader.structure("snapshot head", encoded, TAG, VERSION);
        long term = in.u64();
        HeaderProof proof = HeaderProof.decode(in.bytes(HeaderProof.MAX_SIZE));
        int count = in.count32(in.remaining() / Hash.SIZE);
        List<Hash> roots = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            roots.add(Hash.read(in));
        }
        SnapshotHead head = new SnapshotHead(term, proof, roots, in.u32(), in.u64());
        in.end();
        return head;
    }
}
