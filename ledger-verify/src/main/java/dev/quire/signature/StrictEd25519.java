package dev.quire.signature;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;

/**
 * Ed25519 verification (RFC 8032) with the JDK's own provider, asked for by name so that no other provider of the host
 * gives another answer. About a millisecond each: for receipts, not for volume. Safe for use by several threads.
 */
public final class StrictEd25519 {
    private static final String ALGORITHM = "Ed25519";
    private static final String PROVIDER = "SunEC";

    /** What precedes the 32 bytes of a key in its X.509 form (RFC 8410, section 4). */
    private static final Bytes X509_PREFIX = Bytes.fromHex("302a300506032b6570032100");

    private StrictEd25519() {}

    /** Is the signature valid after the {@linkplain Ed25519Encoding encoding checks}, by SB = R + kA? */
    public static boolean verify(PublicKey key, Bytes message, dev.quire.block.Signature signature) {
        if (!Ed25519Encoding.accepts(key) || !Ed25519Encoding.accepts(signature)) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(ALGORITHM, PROVIDER);
            verifier.initVerify(KeyFactory.getInstance(ALGORITHM, PROVIDER)
                    .generatePublic(new X509EncodedKeySpec(
                            X509_PREFIX.concat(key.bytes()).toArray())));
            // Not as a buffer: SunEC of JDK 17 refuses good signatures of an empty message given as an empty buffer.
            verifier.update(message.toArray());
            return verifier.verify(signature.bytes().toArray());
        } catch (InvalidKeySpecException | InvalidKeyException | SignatureException refused) {
            return false;
        } catch (NoSuchAlgorithmException | NoSuchProviderException missing) {
            throw missingProvider(missing);
        }
    }

    /** Rule M: {@link #verify}, and the key is {@linkplain #isInPrimeSubgroup in the prime-order subgroup}. */
    public static boolean verifyMember(PublicKey member, Bytes message, dev.quire.block.Signature signature) {
        return isInPrimeSubgroup(member) && verify(member, message, signature);
    }

    /**
     * May {@code key} be a member's: canonical, on the curve, not of small order, and L times it the identity? Takes a
     * few milliseconds; who asks often keeps the answer.
     */
    public static boolean isInPrimeSubgroup(PublicKey key) {
        BigInteger order = EdwardsPoint.ORDER;
        return Ed25519Encoding.accepts(key)
                && EdwardsPoint.decode(key.bytes())
                        .filter(point -> point.multiply(order).isIdentity())
                        .isPresent();
    }

    private static IllegalStateException missingProvider(GeneralSecurityException cause) {
        return new IllegalStateException(
                "this Java runtime lacks Ed25519 of provider SunEC; add the module jdk.crypto.ec to it", cause);
    }
}
