package dev.quire.receipt;

import dev.quire.block.BlockHeader;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import dev.quire.merkle.StateProof;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows what the state had after a block, and had not: single keys, present or absent, and whole ranges. It says nothing
 * until it is verified.
 *
 * @param asked 1 to {@link #MAX_QUESTIONS} questions, all of which it must answer; no range is empty
 * @param stateProof against the header's state root
 * @param header of the block after which the state was so
 */
public record StateReceipt(List<KeyRange> asked, StateProof stateProof, BlockHeader header, Anchor anchor)
        implements Proof {
    /** The most questions that one receipt answers. */
    public static final int MAX_QUESTIONS = 1_000;
    /** The most entries that all answers together may have: a proof has no room for more, but questions may overlap. */
    public static final int MAX_ENTRIES = 1 << 20;

    /** The most bytes that an encoded state receipt may have. */
    public static final int MAX_SIZE = 64
            + MAX_QUESTIONS * (9 + 2 * StateKey.MAX_FULL_SIZE)
            + StateProof.MAX_SIZE
            + BlockHeader.MAX_SIZE
            + Anchor.MAX_SIZE;

    /** @throws IllegalArgumentException if the questions are none, too many, or one is about no key at all */
    public StateReceipt {
        asked = List.copyOf(asked);
        if (asked.isEmpty() || asked.size() > MAX_QUESTIONS) {
            throw new IllegalArgumentException(
                    "a state receipt answers 1 to " + MAX_QUESTIONS + " questions, not " + asked.size());
        }
        if (asked.stream().anyMatch(KeyRange::isEmpty)) {
            throw new IllegalArgumentException("a range ends where it begins, or before: nothing is asked");
        }
    }

    /** The same receipt, tied to another certified header. */
    public StateReceipt renewed(Anchor newAnchor) {
        return new StateReceipt(asked, stateProof, header, newAnchor);
    }

    @Override
    public Bytes encoded() {
        Bytes proof = stateProof.encoded();
        CanonicalWriter out = CanonicalWriter.structure(Tag.STATE_RECEIPT, Tag.VERSION, 4096 + proof.size())
                .u16(asked.size());
        asked.forEach(range -> range.write(out));
        return out.bytes(proof).bytes(header.encoded()).bytes(anchor.encoded()).toBytes();
    }

    public static StateReceipt decode(Bytes bytes) throws MalformedException {
        if (bytes.size() > MAX_SIZE) {
            throw new MalformedException("state receipt: " + bytes.size() + " bytes are above the limit " + MAX_SIZE);
        }
        CanonicalReader in = CanonicalReader.structure("state receipt", bytes, Tag.STATE_RECEIPT, Tag.VERSION);
        int count = in.count16(MAX_QUESTIONS);
        List<KeyRange> asked = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            asked.add(KeyRange.read(in));
        }
        StateProof proof = StateProof.decode(in.bytes(StateProof.MAX_SIZE));
        BlockHeader header = BlockHeader.decode(in.bytes(BlockHeader.MAX_SIZE));
        Anchor anchor = Anchor.decode(in.bytes(Anchor.MAX_SIZE));
        in.end();
        try {
            return new StateReceipt(asked, proof, header, anchor);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("state receipt: " + e.getMessage(), e);
        }
    }
}
