package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Signer;
import dev.quire.hash.Sha256;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Who plays in the tests: keys by name. */
final class Cast {
    private static final int KEY = 11;
    private static final int SIGNATURE = 12;
    private static final int SEALING = 13;

    /** The name of who has a key of small order. */
    static final String WEAK = "weak";

    /** The name of who has a key that has another encoding too. */
    static final String NON_CANONICAL = "non-canonical";

    private static final Map<String, X25519PublicKey> SEALING_KEYS = new ConcurrentHashMap<>();

    private final Function<String, Signer> signers;
    private final Map<String, Signer> known = new ConcurrentHashMap<>();

    /** @param signers the same signer for the same name */
    Cast(Function<String, Signer> signers) {
        this.signers = signers;
    }

    /** A signature is a hash over key and message: it costs nothing, and everybody could make it. */
    private record CheapSigner(PublicKey publicKey) implements Signer {
        @Override
        public Signature sign(Bytes message) {
            return Cast.sign(publicKey, message);
        }
    }

    static Cast cheap() {
        return new Cast(name -> new CheapSigner(new PublicKey(
                switch (name) {
                    case WEAK -> Bytes.fromHex("00".repeat(32));
                    case NON_CANONICAL -> Bytes.fromHex("f0" + "ff".repeat(30) + "7f");
                    default -> new Sha256().hash(KEY, Bytes.utf8(name)).bytes();
                })));
    }

    /** Does a signature of the {@link #cheap} hold? */
    static boolean verify(PublicKey key, Bytes message, Signature signature) {
        return sign(key, message).equals(signature);
    }

    /** Everybody can. */
    static Signature sign(PublicKey key, Bytes message) {
        Bytes half = new Sha256().hash(SIGNATURE, key.bytes(), message).bytes();
        return new Signature(half.concat(half));
    }

    PublicKey key(String name) {
        return known.computeIfAbsent(name, signers).publicKey();
    }

    Signature sign(String name, Bytes statement) {
        return known.computeIfAbsent(name, signers).sign(statement);
    }

    /** Nobody opens anything in these tests, so any bytes are a key. */
    static X25519PublicKey sealing(String name) {
        return SEALING_KEYS.computeIfAbsent(
                name,
                unknown -> withTopBit(
                        new Sha256().hash(SEALING, Bytes.utf8(unknown)).bytes(), 0));
    }

    /** The same key in other bytes: RFC 7748 reads no top bit. */
    static X25519PublicKey alias(X25519PublicKey key) {
        return withTopBit(key.bytes(), 0x80);
    }

    private static X25519PublicKey withTopBit(Bytes key, int topBit) {
        byte[] bytes = key.toArray();
        bytes[31] = (byte) ((bytes[31] & 0x7f) | topBit);
        return new X25519PublicKey(Bytes.wrap(bytes));
    }
}
