package dev.quire.signature;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import java.math.BigInteger;
import java.util.List;

/**
 * Which 32 and 64 bytes may be an Ed25519 key and signature at all, before any library sees them: canonical points that
 * are not of small order, and S below the group's order. Libraries differ just here.
 */
public final class Ed25519Encoding {
    /** The points of order 1, 2, 4, 4 and, four times, 8; only these have a canonical encoding among small orders. */
    static final List<Bytes> SMALL_ORDER = List.of(
            Bytes.fromHex("0100000000000000000000000000000000000000000000000000000000000000"),
            Bytes.fromHex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
            Bytes.fromHex("0000000000000000000000000000000000000000000000000000000000000000"),
            Bytes.fromHex("0000000000000000000000000000000000000000000000000000000000000080"),
            Bytes.fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
            Bytes.fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"),
            Bytes.fromHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
            Bytes.fromHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"));

    private static final int POINT_SIZE = 32;

    private Ed25519Encoding() {}

    /** May {@code key} be a public key? That the point is on the curve is left to who decodes it. */
    public static boolean accepts(PublicKey key) {
        return isAllowedPoint(key.bytes());
    }

    /** May {@code signature} be a signature: R a point that a key could be, and S below the order? */
    public static boolean accepts(Signature signature) {
        Bytes s = signature.bytes().slice(POINT_SIZE, Signature.SIZE);
        return isAllowedPoint(signature.bytes().slice(0, POINT_SIZE))
                && littleEndian(s).compareTo(EdwardsPoint.ORDER) < 0;
    }

    private static boolean isAllowedPoint(Bytes encoded) {
        return isCanonical(encoded) && !SMALL_ORDER.contains(encoded);
    }

    /**
     * Is this the one encoding of its point: y below p, and no sign where x is 0, which is where y is 1 or -1?
     *
     * @param encoded 32 bytes
     */
    public static boolean isCanonical(Bytes encoded) {
        BigInteger y = littleEndian(encoded).clearBit(255);
        boolean xIsZero = y.equals(BigInteger.ONE) || y.equals(EdwardsPoint.P.subtract(BigInteger.ONE));
        return y.compareTo(EdwardsPoint.P) < 0 && !(xIsZero && signBit(encoded) == 1);
    }

    static int signBit(Bytes encoded) {
        return encoded.at(POINT_SIZE - 1) >>> 7;
    }

    static BigInteger littleEndian(Bytes bytes) {
        byte[] bigEndian = new byte[bytes.size()];
        for (int i = 0; i < bigEndian.length; i++) {
            bigEndian[i] = (byte) bytes.at(bytes.size() - 1 - i);
        }
        return new BigInteger(1, bigEndian);
    }
}
