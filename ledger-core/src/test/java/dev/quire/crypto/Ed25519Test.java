package dev.quire.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.signature.StrictEd25519;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class Ed25519Test {
    private static final BigInteger SECRET = new BigInteger("123456789012345678901234567890").pow(2);
    private static final BigInteger NONCE = new BigInteger("987654321098765432109876543210").pow(2);
    private static final CurvePoint SECRET_POINT = CurvePoint.BASE.times(SECRET);
    private static final CurvePoint NONCE_POINT = CurvePoint.BASE.times(NONCE);

    private final Ed25519 scheme = new Ed25519();

    /** A key and a signature whose points are moved by multiples of a point of order eight. */
    private record Crafted(PublicKey key, Bytes message, Signature signature) {
        static Crafted of(int message, int keyTorsion, int nonceTorsion) {
            Bytes signed = Bytes.utf8("message " + message);
            Bytes a = SECRET_POINT.plus(CurvePoint.TORSION.times(keyTorsion)).encoded();
            Bytes r = NONCE_POINT.plus(CurvePoint.TORSION.times(nonceTorsion)).encoded();
            BigInteger k = CurvePoint.challenge(r, a, signed);
            BigInteger s = NONCE.add(k.multiply(SECRET)).mod(CurvePoint.ORDER);
            return new Crafted(new PublicKey(a), signed, new Signature(r.concat(CurvePoint.littleEndian(s))));
        }

        Crafted withS(BigInteger s) {
            Bytes r = signature.bytes().slice(0, 32);
            return new Crafted(key, message, new Signature(r.concat(CurvePoint.littleEndian(s))));
        }

        BigInteger s() {
            return CurvePoint.littleEndian(signature.bytes().slice(32, 64));
        }
    }

    private boolean ruleT(Crafted crafted) {
        return scheme.verifyTransaction(crafted.key(), crafted.message(), crafted.signature());
    }

    private boolean ruleM(Crafted crafted) {
        return scheme.verifyMember(crafted.key(), crafted.message(), crafted.signature());
    }

    @Test
    void ruleTIsCofactored() {
        for (int message = 0; message < 2; message++) {
            for (int torsion = 0; torsion < 64; torsion++) {
                Crafted crafted = Crafted.of(message, torsion / 8, torsion % 8);
                assertThat(ruleT(crafted)).as("torsion %s", torsion).isTrue();
                assertThat(ruleT(crafted.withS(crafted.s().xor(BigInteger.ONE))))
                        .isFalse();
            }
        }
    }

    @Test
    void ruleMAcceptsOnlyPointsOfThePrimeSubgroup() {
        for (int message = 0; message < 2; message++) {
            for (int torsion = 0; torsion < 8; torsion++) {
                Crafted crafted = Crafted.of(message, 0, torsion);
                assertThat(ruleM(crafted)).as("torsion %s", torsion).isEqualTo(torsion == 0);
                assertThat(StrictEd25519.verifyMember(crafted.key(), crafted.message(), crafted.signature()))
                        .as("the verifier's answer, torsion %s", torsion)
                        .isEqualTo(torsion == 0);
            }
        }
    }

    @Test
    void onlyKeysOfThePrimeSubgroupAreAdmitted() {
        for (int torsion = 0; torsion < 8; torsion++) {
            PublicKey key = Crafted.of(0, torsion, 0).key();
            assertThat(scheme.admitsMember(key)).as("torsion %s", torsion).isEqualTo(torsion == 0);
            assertThat(StrictEd25519.isInPrimeSubgroup(key)).isEqualTo(torsion == 0);
        }
    }

    @Test
    void aSmallOrderKeyOrNonceIsRefusedThoughTheEquationHolds() {
        for (int torsion = 0; torsion < 8; torsion++) {
            Bytes small = CurvePoint.TORSION.times(torsion).encoded();
            Bytes base = NONCE_POINT.encoded();
            Bytes message = Bytes.utf8("anything");
            Bytes s = CurvePoint.littleEndian(NONCE.mod(CurvePoint.ORDER));
            assertThat(scheme.verifyTransaction(new PublicKey(small), message, new Signature(base.concat(s))))
                    .isFalse();
            assertThat(scheme.admitsMember(new PublicKey(small))).isFalse();

            Bytes key = SECRET_POINT.encoded();
            BigInteger k = CurvePoint.challenge(small, key, message);
            Bytes forSmall = CurvePoint.littleEndian(k.multiply(SECRET).mod(CurvePoint.ORDER));
            assertThat(scheme.verifyTransaction(new PublicKey(key), message, new Signature(small.concat(forSmall))))
                    .isFalse();
        }
    }

    @Test
    void sMustBeBelowTheOrder() {
        Crafted crafted = Crafted.of(0, 0, 0);
        assertThat(ruleT(crafted)).isTrue();
        assertThat(ruleT(crafted.withS(crafted.s().add(CurvePoint.ORDER)))).isFalse();
        assertThat(ruleM(crafted.withS(crafted.s().add(CurvePoint.ORDER)))).isFalse();
    }

    @Test
    void keysMustBeCanonicalAndOnTheCurve() {
        for (int above = 0; above < 19; above++) {
            Bytes y = CurvePoint.littleEndian(CurvePoint.P.add(BigInteger.valueOf(above)));
            assertThat(scheme.admitsMember(new PublicKey(y))).isFalse();
        }
        Bytes offCurve = CurvePoint.littleEndian(BigInteger.TWO);
        assertThat(scheme.admitsMember(new PublicKey(offCurve))).isFalse();
        Crafted crafted = Crafted.of(0, 0, 0);
        assertThat(scheme.verifyTransaction(new PublicKey(offCurve), crafted.message(), crafted.signature()))
                .isFalse();
    }
}
