package dev.quire.signature;

import dev.quire.codec.Bytes;
import java.math.BigInteger;
import java.util.Optional;

/**
 * A point of edwards25519 in extended coordinates (RFC 8032, section 5.1.4): x = X/Z, y = Y/Z, xy = T/Z.
 *
 * <p>Only for judging public keys, which are public: it is slow and its time depends on its input. No signature is made
 * or verified with it.
 */
record EdwardsPoint(BigInteger x, BigInteger y, BigInteger z, BigInteger t) {
    /** The field's prime, 2^255 - 19. */
    static final BigInteger P = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
    /** The prime order L of the base point's group. */
    static final BigInteger ORDER =
            BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));

    static final EdwardsPoint IDENTITY =
            new EdwardsPoint(BigInteger.ZERO, BigInteger.ONE, BigInteger.ONE, BigInteger.ZERO);

    /** The curve's d = -121665/121666. */
    private static final BigInteger D = BigInteger.valueOf(-121_665)
            .multiply(BigInteger.valueOf(121_666).modInverse(P))
            .mod(P);

    /** A square root of -1. */
    private static final BigInteger SQRT_MINUS_ONE =
            BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);

    /** The point that 32 canonical bytes stand for (section 5.1.3), or nothing if there is none on the curve. */
    static Optional<EdwardsPoint> decode(Bytes encoded) {
        if (!Ed25519Encoding.isCanonical(encoded)) {
            return Optional.empty();
        }
        BigInteger y = Ed25519Encoding.littleEndian(encoded).clearBit(255);
        BigInteger y2 = multiply(y, y);
        BigInteger numerator = y2.subtract(BigInteger.ONE).mod(P);
        BigInteger denominator = multiply(D, y2).add(BigInteger.ONE).mod(P);
        return squareRoot(multiply(numerator, denominator.modInverse(P))).map(root -> {
            boolean odd = root.testBit(0);
            BigInteger x = odd == (Ed25519Encoding.signBit(encoded) == 1)
                    ? root
                    : root.negate().mod(P);
            return new EdwardsPoint(x, y, BigInteger.ONE, multiply(x, y));
        });
    }

    private static Optional<BigInteger> squareRoot(BigInteger square) {
        BigInteger root = square.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
        if (!multiply(root, root).equals(square)) {
            root = multiply(root, SQRT_MINUS_ONE);
        }
        return multiply(root, root).equals(square) ? Optional.of(root) : Optional.empty();
    }

    /** The complete addition law: right for every two points, equal ones too. */
    EdwardsPoint add(EdwardsPoint other) {
        BigInteger a = multiply(y.subtract(x), other.y.subtract(other.x));
        BigInteger b = multiply(y.add(x), other.y.add(other.x));
        BigInteger c = multiply(multiply(t, other.t), D.shiftLeft(1));
        BigInteger d = multiply(z, other.z).shiftLeft(1);
        BigInteger e = b.subtract(a);
        BigInteger f = d.subtract(c);
        BigInteger g = d.add(c);
        BigInteger h = b.add(a);
        return new EdwardsPoint(multiply(e, f), multiply(g, h), multiply(f, g), multiply(e, h));
    }

    EdwardsPoint multiply(BigInteger scalar) {
        EdwardsPoint product = IDENTITY;
        for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
            product = product.add(product);
            if (scalar.testBit(bit)) {
                product = product.add(this);
            }
        }
        return product;
    }

    boolean isIdentity() {
        return x.signum() == 0 && y.equals(z);
    }

    private static BigInteger multiply(BigInteger a, BigInteger b) {
        return a.multiply(b).mod(P);
    }
}
