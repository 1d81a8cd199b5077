package dev.quire.block;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import java.util.function.UnaryOperator;

/**
 * A signed request to one plugin (docs/spec/formats.md, section 3).
 *
 * <p>The {@linkplain #id() id} covers all but the signature; the transaction root covers {@linkplain #encoded() all
 * bytes}. The encoded form and the id are computed once and kept. Immutable.
 */
public final class Transaction {
    /** Bytes in a nonce. */
    public static final int NONCE_SIZE = 16;
    /** The most bytes that an encoded transaction may have. */
    public static final int MAX_SIZE = 256 * 1024;
    /** Bytes of an encoded transaction besides its payload. */
    public static final int OVERHEAD = 2 + Hash.SIZE + 2 + 8 + NONCE_SIZE + PublicKey.SIZE + 4 + Signature.SIZE;
    /** The most bytes that a payload may have. */
    public static final int MAX_PAYLOAD_SIZE = MAX_SIZE - OVERHEAD;

    private final Hash chainId;
    private final int pluginId;
    private final long validUntilMicros;
    private final Bytes nonce;
    private final PublicKey sender;
    private final Bytes payload;
    private final Signature signature;
    private final Bytes encoded;
    private final Hash id;

    private Transaction(Unsigned unsigned, Hash id, Signature signature, Bytes encoded) {
        this.chainId = unsigned.chainId;
        this.pluginId = unsigned.pluginId;
        this.validUntilMicros = unsigned.validUntilMicros;
        this.nonce = unsigned.nonce;
        this.sender = unsigned.sender;
        this.payload = unsigned.payload;
        this.id = id;
        this.signature = signature;
        this.encoded = encoded;
    }

    /**
     * What a sender signs.
     *
     * @param chainId the hash of the chain's genesis block
     * @param pluginId the plugin that executes it, 1..65535
     * @param validUntilMicros the last block time, in microseconds since 1970, at which it may enter a block
     * @param nonce 16 random bytes
     * @param payload what the plugin is told, at most {@link #MAX_PAYLOAD_SIZE} bytes
     */
    public record Unsigned(
            Hash chainId, int pluginId, long validUntilMicros, Bytes nonce, PublicKey sender, Bytes payload) {
        public Unsigned {
            if (pluginId < 0 || pluginId > 0xffff) {
                throw new IllegalArgumentException("plugin id " + pluginId + " is outside 0..65535");
            }
            if (validUntilMicros < 0) {
                throw new IllegalArgumentException("validUntil is negative: " + validUntilMicros);
            }
            if (nonce.size() != NONCE_SIZE) {
                throw new IllegalArgumentException("a nonce has 16 bytes, not " + nonce.size());
            }
            if (payload.size() > MAX_PAYLOAD_SIZE) {
                throw new IllegalArgumentException(
                        "the payload has " + payload.size() + " bytes, the most is " + MAX_PAYLOAD_SIZE);
            }
        }

        /** The id that the transaction will have. */
        public Hash id() {
            return Domain.TRANSACTION_ID.hash(writer().toBytes());
        }

        /** The bytes that the sender's Ed25519 key signs. */
        public Bytes signingBytes() {
            return Transaction.signingBytes(id());
        }

        /** Signs with {@code signer}, which maps {@link #signingBytes()} to the 64 bytes of the signature. */
        public Transaction sign(UnaryOperator<Bytes> signer) {
            return signed(new Signature(signer.apply(signingBytes())));
        }

        /** With a signature that was made elsewhere and is not checked here. */
        public Transaction signed(Signature signature) {
            CanonicalWriter out = writer();
            Hash id = Domain.TRANSACTION_ID.hash(out.toBytes());
            return new Transaction(
                    this, id, signature, out.fixed(signature.bytes()).toBytes());
        }

        private CanonicalWriter writer() {
            return CanonicalWriter.structure(Tag.TRANSACTION, Tag.VERSION, OVERHEAD + payload.size())
                    .fixed(chainId.bytes())
                    .u16(pluginId)
                    .u64(validUntilMicros)
                    .fixed(nonce)
                    .fixed(sender.bytes())
                    .bytes(payload);
        }
    }

    /** Decodes canonical bytes; the signature is not checked here. */
    public static Transaction decode(Bytes bytes) throws MalformedException {
        if (bytes.size() > MAX_SIZE) {
            throw new MalformedException("transaction: " + bytes.size() + " bytes are above the limit " + MAX_SIZE);
        }
        CanonicalReader in = CanonicalReader.structure("transaction", bytes, Tag.TRANSACTION, Tag.VERSION);
        Unsigned unsigned = new Unsigned(
                Hash.read(in),
                in.u16(),
                in.u64(),
                in.fixed(NONCE_SIZE),
                PublicKey.read(in),
                in.bytes(MAX_PAYLOAD_SIZE));
        Signature signature = Signature.read(in);
        in.end();
        Hash id = Domain.TRANSACTION_ID.hash(bytes.slice(0, bytes.size() - Signature.SIZE));
        return new Transaction(unsigned, id, signature, bytes);
    }

    /** Hash of the canonical bytes without the signature. */
    public Hash id() {
        return id;
    }

    public Hash chainId() {
        return chainId;
    }

    public int pluginId() {
        return pluginId;
    }

    /** The last block time, in microseconds since 1970, at which it may enter a block. */
    public long validUntilMicros() {
        return validUntilMicros;
    }

    public Bytes nonce() {
        return nonce;
    }

    public PublicKey sender() {
        return sender;
    }

    public Bytes payload() {
        return payload;
    }

    public Signature signature() {
        return signature;
    }

    /** The canonical bytes with the signature. */
    public Bytes encoded() {
        return encoded;
    }

    /** The bytes that {@link #signature()} must sign. */
    public Bytes signingBytes() {
        return signingBytes(id);
    }

    private static Bytes signingBytes(Hash id) {
        return Domain.TRANSACTION_SIGNATURE.signed(id.bytes());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Transaction that && encoded.equals(that.encoded);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "Transaction[" + id.abbreviated() + ", plugin " + pluginId + ", " + encoded.size() + " bytes]";
    }
}
