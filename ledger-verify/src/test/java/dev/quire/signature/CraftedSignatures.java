package dev.quire.signature;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.testdata.TestKey;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Keys and signatures on which libraries differ, with what rule M says of them. */
public final class CraftedSignatures {
    static final EdwardsPoint BASE = EdwardsPoint.decode(
                    Bytes.fromHex("5866666666666666666666666666666666666666666666666666666666666666"))
            .orElseThrow();
    static final EdwardsPoint ORDER_8 =
            EdwardsPoint.decode(Ed25519Encoding.SMALL_ORDER.get(4)).orElseThrow();

    private static final BigInteger SECRET = new BigInteger("123456789123456789");

    private CraftedSignatures() {}

    /** One question to rule M and its answer. */
    public record Case(String name, PublicKey key, Bytes message, Signature signature, boolean accepted) {}

    public static List<Case> all() {
        TestKey honest = new TestKey(1);
        Bytes message = Bytes.utf8("message");
        PublicKey key = honest.publicKey();
        Bytes r = honest.sign(message).bytes().slice(0, 32);
        Bytes s = honest.sign(message).bytes().slice(32, 64);
        Bytes largeS = littleEndian(Ed25519Encoding.littleEndian(s).add(EdwardsPoint.ORDER));
        Bytes identity = Ed25519Encoding.SMALL_ORDER.get(0);
        Bytes identityPlusP = littleEndian(EdwardsPoint.P.add(BigInteger.ONE));
        Bytes one = littleEndian(BigInteger.ONE);
        PublicKey mixed = new PublicKey(encode(BASE.multiply(SECRET).add(ORDER_8)));
        return List.of(
                new Case("honest", key, message, honest.sign(message), true),
                new Case("honest, empty message", key, Bytes.EMPTY, honest.sign(Bytes.EMPTY), true),
                new Case("another message", key, Bytes.utf8("massage"), honest.sign(message), false),
                new Case("S + L", key, message, new Signature(r.concat(largeS)), false),
                new Case(
                        "A the identity, S = 1, R = B",
                        new PublicKey(identity),
                        message,
                        signature(encode(BASE), one),
                        false),
                new Case(
                        "A the identity with y + p",
                        new PublicKey(identityPlusP),
                        message,
                        signature(encode(BASE), one),
                        false),
                new Case(
                        "A the identity with sign",
                        new PublicKey(withSign(identity)),
                        message,
                        signature(encode(BASE), one),
                        false),
                new Case("A of order 8", new PublicKey(encode(ORDER_8)), message, signature(encode(BASE), one), false),
                new Case(
                        "A off the curve",
                        new PublicKey(littleEndian(BigInteger.TWO)),
                        message,
                        signature(r, s),
                        false),
                new Case("R the identity", key, message, signature(identity, s), false),
                new Case(
                        "A of mixed order, equation holds",
                        mixed,
                        message,
                        onMixedOrder(mixed, SECRET, message),
                        false));
    }

    private static Signature signature(Bytes r, Bytes s) {
        return new Signature(r.concat(s));
    }

    /** Tries nonces until k is a multiple of 8: then the small-order part of kA is the identity. */
    static Signature onMixedOrder(PublicKey mixed, BigInteger secret, Bytes message) {
        for (long nonce = 1; ; nonce++) {
            BigInteger r = BigInteger.valueOf(nonce);
            Bytes encodedR = encode(BASE.multiply(r));
            BigInteger k =
                    sha512(encodedR.concat(mixed.bytes()).concat(message)).mod(EdwardsPoint.ORDER);
            if (k.getLowestSetBit() >= 3) {
                BigInteger s = r.add(k.multiply(secret)).mod(EdwardsPoint.ORDER);
                return signature(encodedR, littleEndian(s));
            }
        }
    }

    private static BigInteger sha512(Bytes bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-512").digest(bytes.toArray());
            return Ed25519Encoding.littleEndian(Bytes.wrap(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static Bytes encode(EdwardsPoint point) {
        BigInteger inverse = point.z().modInverse(EdwardsPoint.P);
        BigInteger x = point.x().multiply(inverse).mod(EdwardsPoint.P);
        Bytes y = littleEndian(point.y().multiply(inverse).mod(EdwardsPoint.P));
        return x.testBit(0) ? withSign(y) : y;
    }

    static Bytes withSign(Bytes y) {
        byte[] signed = y.toArray();
        signed[31] |= (byte) 0x80;
        return Bytes.wrap(signed);
    }

    static Bytes littleEndian(BigInteger number) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < 32; i++) {
            bytes[i] = number.shiftRight(8 * i).byteValue();
        }
        return Bytes.wrap(bytes);
    }
}
