package dev.quire.crypto;

import dev.quire.codec.Bytes;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** edwards25519 in affine coordinates by its textbook formulas, to craft points that no library would make. */
record CurvePoint(BigInteger x, BigInteger y) {
    static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    static final BigInteger ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    private static final BigInteger D =
            divide(BigInteger.valueOf(-121_665), BigInteger.valueOf(121_666)).mod(P);

    static final CurvePoint NEUTRAL = new CurvePoint(BigInteger.ZERO, BigInteger.ONE);
    /** y = 4/5, x even. */
    static final CurvePoint BASE = withY(divide(BigInteger.valueOf(4), BigInteger.valueOf(5)));
    /** A point of order eight. */
    static final CurvePoint TORSION =
            withY(littleEndian(Bytes.fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")));

    private static BigInteger divide(BigInteger a, BigInteger b) {
        return a.multiply(b.modInverse(P)).mod(P);
    }

    /** The point with this y and an even x. */
    static CurvePoint withY(BigInteger y) {
        BigInteger y2 = y.multiply(y).mod(P);
        BigInteger x2 = divide(
                y2.subtract(BigInteger.ONE), D.multiply(y2).add(BigInteger.ONE).mod(P));
        BigInteger x = x2.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
        if (!x.multiply(x).mod(P).equals(x2)) {
            x = x.multiply(BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P))
                    .mod(P);
        }
        return new CurvePoint(x.testBit(0) ? P.subtract(x) : x, y);
    }

    CurvePoint plus(CurvePoint other) {
        BigInteger product =
                D.multiply(x).multiply(other.x).multiply(y).multiply(other.y).mod(P);
        return new CurvePoint(
                divide(x.multiply(other.y).add(other.x.multiply(y)), BigInteger.ONE.add(product)),
                divide(y.multiply(other.y).add(x.multiply(other.x)), BigInteger.ONE.subtract(product)));
    }

    CurvePoint times(BigInteger scalar) {
        CurvePoint result = NEUTRAL;
        for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
            result = result.plus(result);
            if (scalar.testBit(bit)) {
                result = result.plus(this);
            }
        }
        return result;
    }

    CurvePoint times(int scalar) {
        return times(BigInteger.valueOf(scalar));
    }

    Bytes encoded() {
        return littleEndian(x.testBit(0) ? y.setBit(255) : y);
    }

    /** SHA-512(R, A, message) modulo the order. */
    static BigInteger challenge(Bytes r, Bytes a, Bytes message) {
        try {
            MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
            r.update(sha512);
            a.update(sha512);
            message.update(sha512);
            return littleEndian(Bytes.wrap(sha512.digest())).mod(ORDER);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static Bytes littleEndian(BigInteger number) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = number.shiftRight(8 * i).byteValue();
        }
        return Bytes.wrap(bytes);
    }

    static BigInteger littleEndian(Bytes bytes) {
        BigInteger number = BigInteger.ZERO;
        for (int i = bytes.size() - 1; i >= 0; i--) {
            number = number.shiftLeft(8).or(BigInteger.valueOf(bytes.at(i)));
        }
        return number;
    }
}
