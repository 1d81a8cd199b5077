package dev.quire.node.conformance;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.codec.Bytes;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.OptionalLong;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.agreement.X25519Agreement;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContext;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;

/**
 * What the libraries that this project builds on make of keys and ciphertexts. Nothing here is an algorithm of our own: it
 * shows which library is asked, and that crafted input is refused.
 */
final class Cryptography {
    private static final int POINT_SIZE = 32;
    private static final int TAG_SIZE = 16;
    private static final int HASH_SIZE = 32;
    /** The most that HKDF gives (RFC 5869, section 2.3). */
    private static final int MAX_EXPANDED = 255 * HASH_SIZE;

    /** A context counts up to the message's number one by one. */
    private static final int MAX_SEQUENCE = 100_000;

    private Cryptography() {}

    private static ObjectNode json() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ObjectNode invalid() {
        return json().put("valid", false);
    }

    private static ObjectNode valid(String name, byte[] bytes) {
        return json().put("valid", true).put(name, Bytes.copyOf(bytes).toHex());
    }

    private static ObjectNode unsupported() {
        return json().put("unsupported", true);
    }

    /** RFC 7748. A shared secret of zeros, which a point of small order makes, is refused. */
    static ObjectNode x25519(Question question) {
        Bytes privateKey = question.bytes("privateKey");
        Bytes publicKey = question.bytes("publicKey");
        if (privateKey.size() != POINT_SIZE || publicKey.size() != POINT_SIZE) {
            return invalid();
        }
        X25519Agreement agreement = new X25519Agreement();
        agreement.init(new X25519PrivateKeyParameters(privateKey.toArray(), 0));
        byte[] shared = new byte[agreement.getAgreementSize()];
        try {
            agreement.calculateAgreement(new X25519PublicKeyParameters(publicKey.toArray(), 0), shared, 0);
        } catch (IllegalStateException smallOrder) {
            return invalid();
        }
        return valid("sharedSecret", shared);
    }

    /** AES-GCM with tags of 16 bytes, of the JDK's own provider. */
    static ObjectNode openAesGcm(Question question) {
        Bytes key = question.bytes("key");
        Bytes nonce = question.bytes("nonce");
        Bytes aad = question.bytes("aad");
        Bytes ciphertext = question.bytes("ciphertext");
        Bytes tag = question.bytes("tag");
        if (nonce.isEmpty() || tag.size() != TAG_SIZE || (key.size() != 16 && key.size() != 24 && key.size() != 32)) {
            return invalid();
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(key.toArray(), "AES"),
                    new GCMParameterSpec(8 * TAG_SIZE, nonce.toArray()));
            cipher.updateAAD(aad.toArray());
            return valid("plaintext", cipher.doFinal(ciphertext.concat(tag).toArray()));
        } catch (AEADBadTagException forged) {
            return invalid();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks AES-GCM of provider SunJCE", e);
        }
    }

    /** RFC 5869. An empty salt is as many zeros as a hash has bytes. */
    static ObjectNode hkdf(Question question) {
        Bytes key = question.bytes("ikm");
        Bytes salt = question.bytes("salt");
        Bytes info = question.bytes("info");
        OptionalLong size = question.unsigned("size");
        if (size.isEmpty() || size.getAsLong() > MAX_EXPANDED) {
            return invalid();
        }
        HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
        generator.init(new HKDFParameters(key.toArray(), salt.isEmpty() ? null : salt.toArray(), info.toArray()));
        byte[] expanded = new byte[(int) size.getAsLong()];
        generator.generateBytes(expanded, 0, expanded.length);
        return valid("okm", expanded);
    }

    /** RFC 9180 with DHKEM(X25519, HKDF-SHA256) and HKDF-SHA256, in the modes base and auth. */
    static ObjectNode openHpke(Question question) {
        OptionalLong mode = question.unsigned("mode");
        OptionalLong kem = question.unsigned("kem");
        OptionalLong kdf = question.unsigned("kdf");
        OptionalLong aead = question.unsigned("aead");
        OptionalLong sequence = question.unsigned("sequence");
        Optional<Bytes> sender = question.optionalBytes("senderPublicKey");
        Bytes enc = question.bytes("enc");
        Bytes privateKey = question.bytes("recipientPrivateKey");
        Bytes info = question.bytes("info");
        Bytes aad = question.bytes("aad");
        Bytes ciphertext = question.bytes("ciphertext");
        boolean auth = mode.equals(OptionalLong.of(HPKE.mode_auth));
        boolean known = (auth || mode.equals(OptionalLong.of(HPKE.mode_base)))
                && kem.equals(OptionalLong.of(HPKE.kem_X25519_SHA256))
                && kdf.equals(OptionalLong.of(HPKE.kdf_HKDF_SHA256))
                && aead.isPresent()
                && aead.getAsLong() >= HPKE.aead_AES_GCM128
                && aead.getAsLong() <= HPKE.aead_CHACHA20_POLY1305;
        if (!known || sequence.orElse(Long.MAX_VALUE) > MAX_SEQUENCE) {
            return unsupported();
        }
        boolean rightSizes = enc.size() == POINT_SIZE
                && privateKey.size() == POINT_SIZE
                && ciphertext.size() >= TAG_SIZE
                && auth == sender.isPresent()
                && sender.map(Bytes::size).orElse(POINT_SIZE) == POINT_SIZE;
        if (!rightSizes) {
            return invalid();
        }
        HPKE suite = new HPKE(
                (byte) mode.getAsLong(), HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, (short) aead.getAsLong());
        return open(suite, enc, recipient(suite, privateKey), info, sender, aad, ciphertext, sequence.getAsLong());
    }

    private static AsymmetricCipherKeyPair recipient(HPKE suite, Bytes privateKey) {
        byte[] publicKey = new X25519PrivateKeyParameters(privateKey.toArray(), 0)
                .generatePublicKey()
                .getEncoded();
        return suite.deserializePrivateKey(privateKey.toArray(), publicKey);
    }

    private static ObjectNode open(
            HPKE suite,
            Bytes enc,
            AsymmetricCipherKeyPair recipient,
            Bytes info,
            Optional<Bytes> sender,
            Bytes aad,
            Bytes ciphertext,
            long sequence) {
        try {
            HPKEContext context = sender.isPresent()
                    ? suite.setupAuthR(
                            enc.toArray(),
                            recipient,
                            info.toArray(),
                            suite.deserializePublicKey(sender.get().toArray()))
                    : suite.setupBaseR(enc.toArray(), recipient, info.toArray());
            for (long i = 0; i < sequence; i++) {
                // The library counts messages, sealed ones too, and cannot be told a number.
                context.seal(new byte[0], new byte[0]);
            }
            return valid("plaintext", context.open(aad.toArray(), ciphertext.toArray()));
        } catch (InvalidCipherTextException | IllegalStateException | IllegalArgumentException refused) {
            return invalid();
        }
    }
}
