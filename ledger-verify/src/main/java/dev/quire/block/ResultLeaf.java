package dev.quire.block;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;

/**
 * What became of one transaction of a block (docs/spec/formats.md, section 5).
 *
 * @param index position in the block
 * @param outcomeCode 0: applied; else the number of the plugin's refusal
 * @param outputHash H(output, bytes that the plugin returned)
 * @param eventsHash H(events, encoded events)
 * @param writeDigest H(write-set, for each written key in order: key and hash of the new value, or a delete)
 */
public record ResultLeaf(int index, Hash txId, int outcomeCode, Hash outputHash, Hash eventsHash, Hash writeDigest) {
    /** The outcome code of a transaction that was applied. */
    public static final int APPLIED = 0;
    /** Bytes in an encoded leaf. */
    public static final int SIZE = 2 + 4 + 32 + 4 + 32 * 3;

    public boolean applied() {
        return outcomeCode == APPLIED;
    }

    public Bytes encoded() {
        return CanonicalWriter.structure(Tag.RESULT_LEAF, Tag.VERSION, SIZE)
                .u32(index)
                .fixed(txId.bytes())
                .u32(outcomeCode)
                .fixed(outputHash.bytes())
                .fixed(eventsHash.bytes())
                .fixed(writeDigest.bytes())
                .toBytes();
    }

    public static ResultLeaf decode(Bytes bytes) throws MalformedException {
        CanonicalReader in = CanonicalReader.structure("result leaf", bytes, Tag.RESULT_LEAF, Tag.VERSION);
        ResultLeaf leaf =
                new ResultLeaf(in.u32(), Hash.read(in), in.u32(), Hash.read(in), Hash.read(in), Hash.read(in));
        in.end();
        return leaf;
    }
}
