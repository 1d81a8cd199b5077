package dev.quire.block;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A header with its body: the newest certificate, when the header names a newer one than its parent, and the
 * transactions. That body and header agree is for the block rules to say. Hash and encoded form are kept. Immutable.
 */
public final class Block {
    /** The most transactions that a block may have; the size in bytes is a chain parameter. */
    public static final int MAX_TRANSACTIONS = 100_000;
    /** The most bytes that an encoded block may have, whatever the chain's parameters say. */
    public static final int MAX_SIZE = 16 * 1024 * 1024;

    private final BlockHeader header;
    private final Hash hash;
    private final Optional<Certificate> lastCertificate;
    private final List<Transaction> transactions;
    private final Bytes encoded;

    public Block(BlockHeader header, Optional<Certificate> lastCertificate, List<Transaction> transactions) {
        this(header, lastCertificate, transactions, encode(header, lastCertificate, transactions));
    }

    private Block(
            BlockHeader header, Optional<Certificate> lastCertificate, List<Transaction> transactions, Bytes encoded) {
        this.header = header;
        this.hash = header.hash();
        this.lastCertificate = lastCertificate;
        this.transactions = List.copyOf(transactions);
        this.encoded = encoded;
    }

    private static Bytes encode(
            BlockHeader header, Optional<Certificate> lastCertificate, List<Transaction> transactions) {
        long size = 1024
                + transactions.stream()
                        .mapToLong(tx -> tx.encoded().size() + 4L)
                        .sum();
        CanonicalWriter out = CanonicalWriter.structure(Tag.BLOCK, Tag.VERSION, Math.toIntExact(size))
                .bytes(header.encoded())
                .bytes(lastCertificate.map(Certificate::encoded).orElse(Bytes.EMPTY))
                .u32(transactions.size());
        transactions.forEach(tx -> out.bytes(tx.encoded()));
        return out.toBytes();
    }

    /** Decodes canonical bytes; neither rules nor signatures are checked here. */
    public static Block decode(Bytes bytes) throws MalformedException {
        if (bytes.size() > MAX_SIZE) {
            throw new MalformedException("block: " + bytes.size() + " bytes are above the limit " + MAX_SIZE);
        }
        CanonicalReader in = CanonicalReader.structure("block", bytes, Tag.BLOCK, Tag.VERSION);
        BlockHeader header = BlockHeader.decode(in.bytes(BlockHeader.MAX_SIZE));
        Bytes certificate = in.bytes(Certificate.MAX_SIZE);
        int count = in.count32(MAX_TRANSACTIONS);
        List<Transaction> transactions = new ArrayList<>(Math.min(count, in.remaining() / Transaction.OVERHEAD));
        for (int i = 0; i < count; i++) {
            transactions.add(Transaction.decode(in.bytes(Transaction.MAX_SIZE)));
        }
        in.end();
        Optional<Certificate> last =
                certificate.isEmpty() ? Optional.empty() : Optional.of(Certificate.decode(certificate));
        return new Block(header, last, transactions, bytes);
    }

    public BlockHeader header() {
        return header;
    }

    /** The hash of the header. */
    public Hash hash() {
        return hash;
    }

    public long height() {
        return header.height();
    }

    public Optional<Certificate> lastCertificate() {
        return lastCertificate;
    }

    public List<Transaction> transactions() {
        return transactions;
    }

    public Bytes encoded() {
        return encoded;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Block that && encoded.equals(that.encoded);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }

    @Override
    public String toString() {
        return "Block[" + height() + ", " + hash.abbreviated() + ", " + transactions.size() + " transactions]";
    }
}
