package dev.quire.block;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.hash.Hash;

/**
 * The statement that a member signs about one block.
 *
 * @param view the view or 0 for a {@link VoteKind#SEAL}
 */
public record Vote(VoteKind kind, Hash chainId, Hash memberSetHash, long height, long view, Hash blockHash) {
    /** The bytes that the member's Ed25519 key signs. */
    public Bytes signingBytes() {
        Bytes message = CanonicalWriter.structure(Tag.VOTE, Tag.VERSION, 114)
                .fixed(chainId.bytes())
                .fixed(memberSetHash.bytes())
                .u64(height)
                .u64(view)
                .fixed(blockHash.bytes())
                .toBytes();
        return kind.domain().signed(message);
    }
}
