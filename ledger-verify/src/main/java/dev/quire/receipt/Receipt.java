package dev.quire.receipt;

import dev.quire.block.BlockHeader;
import dev.quire.block.MemberSet;
import dev.quire.block.ResultLeaf;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import java.util.List;

/**
 * Shows that a transaction is in a certified chain and what became of it; a refusal has one like any result. It says
 * nothing until it is verified.
 *
 * @param index position of the transaction in its block
 * @param txPath inclusion path of the transaction's bytes in the header's tx root
 * @param resultPath inclusion path of the result leaf in the header's result root
 * @param header of the transaction's block
 */
public record Receipt(
        Transaction transaction,
        int index,
        ResultLeaf resultLeaf,
        List<Hash> txPath,
        List<Hash> resultPath,
        BlockHeader header,
        Anchor anchor)
        implements Proof {
    /** The most bytes that an encoded receipt may have. */
    public static final int MAX_SIZE = 64
            + Transaction.MAX_SIZE
            + ResultLeaf.SIZE
            + 2 * HashPath.MAX_LENGTH * Hash.SIZE
            + BlockHeader.MAX_SIZE
            + Anchor.MAX_SIZE;

    public Receipt {
        txPath = HashPath.checked(txPath);
        resultPath = HashPath.checked(resultPath);
        if (index < 0) {
            throw new IllegalArgumentException("negative index: " + index);
        }
    }

    /** Checks it against {@code trusted} with the JDK alone; accepts either mode and any quorum. */
    public Verification verify(MemberSet trusted) {
        return new ReceiptVerifier().verify(this, trusted, Policy.any());
    }

    /** The same receipt, tied to another certified header. */
    public Receipt renewed(Anchor newAnchor) {
        return new Receipt(transaction, index, resultLeaf, txPath, resultPath, header, newAnchor);
    }

    @Override
    public Bytes encoded() {
        CanonicalWriter out = CanonicalWriter.structure(
                        Tag.RECEIPT, Tag.VERSION, 4096 + transaction.encoded().size())
                .bytes(transaction.encoded())
                .u32(index)
                .bytes(resultLeaf.encoded());
        HashPath.write(out, txPath);
        HashPath.write(out, resultPath);
        return out.bytes(header.encoded()).bytes(anchor.encoded()).toBytes();
    }

    public static Receipt decode(Bytes bytes) throws MalformedException {
        if (bytes.size() > MAX_SIZE) {
            throw new MalformedException("receipt: " + bytes.size() + " bytes are above the limit " + MAX_SIZE);
        }
        CanonicalReader in = CanonicalReader.structure("receipt", bytes, Tag.RECEIPT, Tag.VERSION);
        Receipt receipt = new Receipt(
                Transaction.decode(in.bytes(Transaction.MAX_SIZE)),
                in.u32(),
                ResultLeaf.decode(in.bytes(ResultLeaf.SIZE)),
                HashPath.read(in),
                HashPath.read(in),
                BlockHeader.decode(in.bytes(BlockHeader.MAX_SIZE)),
                Anchor.decode(in.bytes(Anchor.MAX_SIZE)));
        in.end();
        return receipt;
    }
}
