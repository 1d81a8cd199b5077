package dev.quire.receipt;

import dev.quire.block.BlockHeader;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import java.util.List;

/**
 * Shows that a certified chain goes on from an older block: that block is in it, and so is everything that the older
 * block's own history commits to, unchanged. It says nothing until it is verified.
 *
 * @param header of the older block
 * @param anchor the newer certified block, whose history path leads to the older one
 * @param consistencyPath from the older block's history root to the newer one's; empty where the older one is block 0,
 *     which has no history, or both are the same block
 */
public record HeaderProof(BlockHeader header, Anchor anchor, List<Hash> consistencyPath) implements Proof {
    /** The most bytes that an encoded header proof may have. */
    public static final int MAX_SIZE = 32 + BlockHeader.MAX_SIZE + Anchor.MAX_SIZE + HashPath.MAX_LENGTH * Hash.SIZE;

    public HeaderProof {
        consistencyPath = HashPath.checked(consistencyPath);
    }

    @Override
    public Bytes encoded() {
        CanonicalWriter out = CanonicalWriter.structure(Tag.HEADER_PROOF, Tag.VERSION, 4096)
                .bytes(header.encoded())
                .bytes(anchor.encoded());
        HashPath.write(out, consistencyPath);
        return out.toBytes();
    }

    public static HeaderProof decode(Bytes bytes) throws MalformedException {
        if (bytes.size() > MAX_SIZE) {
            throw new MalformedException("header proof: " + bytes.size() + " bytes are above the limit " + MAX_SIZE);
        }
        CanonicalReader in = CanonicalReader.structure("header proof", bytes, Tag.HEADER_PROOF, Tag.VERSION);
        HeaderProof proof = new HeaderProof(
                BlockHeader.decode(in.bytes(BlockHeader.MAX_SIZE)),
                Anchor.decode(in.bytes(Anchor.MAX_SIZE)),
                HashPath.read(in));
        in.end();
        return proof;
    }
}
