package dev.quire.receipt;

import dev.quire.block.BlockHeader;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;

/**
 * What a member gives out and anyone can check offline: something about one block, and an anchor that ties that block to
 * a member set. It says nothing until it is {@linkplain ReceiptVerifier verified}.
 */
public sealed interface Proof permits Receipt, StateReceipt, HeaderProof {
    /** The most bytes that an encoded proof may have. */
    int MAX_SIZE = Math.max(Receipt.MAX_SIZE, Math.max(StateReceipt.MAX_SIZE, HeaderProof.MAX_SIZE));

    /** The block that it is about. */
    BlockHeader header();

    /** What ties that block to a certificate. */
    Anchor anchor();

    /** Its canonical bytes. */
    Bytes encoded();

    /** Reads whichever it is by its first byte. */
    static Proof decode(Bytes bytes) throws MalformedException {
        int tag = bytes.isEmpty() ? -1 : bytes.at(0);
        return switch (tag) {
            case Tag.RECEIPT -> Receipt.decode(bytes);
            case Tag.STATE_RECEIPT -> StateReceipt.decode(bytes);
            case Tag.HEADER_PROOF -> HeaderProof.decode(bytes);
            default ->
                throw new MalformedException("proof: it starts with none of the type tags of receipts and proofs");
        };
    }
}
