package dev.quire.health.keys.file;

import dev.quire.codec.Json;
import dev.quire.codec.MalformedException;
import dev.quire.health.keys.Secret;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** How a passphrase becomes a key, and what each guess costs. Both are bounded: a crafted file takes no machine down. */
sealed interface PassphraseCost {
    /** Argon2id version 0x13 (RFC 9106). Bouncy Castle computes it, in one thread. */
    record Argon2id(int memoryKibibytes, int iterations, int lanes) implements PassphraseCost {
        static final String NAME = "argon2id";
        /** The second recommendation of RFC 9106, section 4: 64 MiB, 3 passes, 4 lanes. About a third of a second. */
        static final Argon2id RECOMMENDED = new Argon2id(64 * 1024, 3, 4);
        /** Under a {@link DrawnPassphrase}, and nothing else: 2^192 guesses are too many at any price. */
        static final Argon2id OF_DRAWN = new Argon2id(1024, 1, 1);

        public Argon2id {
            require(8L * lanes, memoryKibibytes, 256 * 1024);
            require(1, iterations, 16);
            require(1, lanes, 16);
        }
    }

    /** PBKDF2 with HMAC-SHA-256, which every browser has. */
    record Pbkdf2(int iterations) implements PassphraseCost {
        static final String NAME = "pbkdf2-sha256";
        static final Pbkdf2 RECOMMENDED = new Pbkdf2(600_000);

        public Pbkdf2 {
            require(1, iterations, 10_000_000);
        }
    }

    private static void require(long min, long value, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException("a cost of " + value + " is not within " + min + " and " + max);
        }
    }

    /** 32 bytes of key. */
    default Secret key(char[] passphrase, byte[] salt) {
        return Secret.wrap(
                this instanceof Argon2id argon2
                        ? argon2(argon2, passphrase, salt)
                        : pbkdf2((Pbkdf2) this, passphrase, salt));
    }

    private static byte[] argon2(Argon2id cost, char[] passphrase, byte[] salt) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKibibytes)
                .withIterations(cost.iterations)
                .withParallelism(cost.lanes)
                .withSalt(salt)
                .build());
        ByteBuffer utf8 = StandardCharsets.UTF_8.encode(CharBuffer.wrap(passphrase));
        byte[] password = new byte[utf8.remaining()];
        utf8.get(password);
        byte[] key = new byte[Secret.SIZE];
        generator.generateBytes(password, key);
        Arrays.fill(password, (byte) 0);
        utf8.clear().put(new byte[utf8.capacity()]);
        return key;
    }

    private static byte[] pbkdf2(Pbkdf2 cost, char[] passphrase, byte[] salt) {
        PBEKeySpec spec = new PBEKeySpec(passphrase, salt, cost.iterations, Secret.SIZE * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no PBKDF2 with SHA-256: run one that has", e);
        } finally {
            spec.clearPassword();
        }
    }

    /** Adds the members of a file that tell the cost. */
    default void write(Json.Builder out) {
        if (this instanceof Argon2id argon2) {
            out.put("kdf", Argon2id.NAME)
                    .put("memoryKibibytes", argon2.memoryKibibytes)
                    .put("iterations", argon2.iterations)
                    .put("lanes", argon2.lanes);
        } else if (this instanceof Pbkdf2 pbkdf2) {
            out.put("kdf", Pbkdf2.NAME).put("iterations", pbkdf2.iterations);
        }
    }

    static PassphraseCost read(Json in) throws MalformedException {
        String kdf = in.at("kdf").text("kdf");
        try {
            return switch (kdf) {
                case Argon2id.NAME ->
                    new Argon2id(number(in, "memoryKibibytes"), number(in, "iterations"), number(in, "lanes"));
                case Pbkdf2.NAME -> new Pbkdf2(number(in, "iterations"));
                default -> throw new MalformedException("the key derivation " + kdf + " is not known");
            };
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new MalformedException(e.getMessage(), e);
        }
    }

    private static int number(Json in, String name) throws MalformedException {
        return Math.toIntExact(in.at(name).number(name));
    }
}
