package dev.quire.signature;

import static dev.quire.signature.CraftedSignatures.BASE;
import static dev.quire.signature.CraftedSignatures.ORDER_8;
import static dev.quire.signature.CraftedSignatures.encode;
import static dev.quire.signature.CraftedSignatures.littleEndian;
import static dev.quire.signature.CraftedSignatures.withSign;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.testdata.SharedVectors;
import dev.quire.testdata.TestKey;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class StrictEd25519Test {
    private final TestKey key = new TestKey(1);
    private final Bytes message = Bytes.utf8("message");

    @Test
    void publicVectorsAreJudgedAsPublished() throws Exception {
        int judged = 0;
        for (JsonNode group : SharedVectors.json("wycheproof/ed25519_odd.json").get("testGroups")) {
            PublicKey publicKey =
                    PublicKey.fromHex(group.get("publicKey").get("pk").asText());
            for (JsonNode test : group.get("tests")) {
                Bytes signature = Bytes.fromHex(test.get("sig").asText());
                boolean accepted = signature.size() == Signature.SIZE
                        && StrictEd25519.verifyMember(
                                publicKey, Bytes.fromHex(test.get("msg").asText()), new Signature(signature));
                assertThat(accepted)
                        .as("test %s", test.get("tcId"))
                        .isEqualTo(test.get("result").asText().equals("valid"));
                judged++;
            }
        }
        assertThat(judged).isGreaterThan(50);
    }

    @Test
    void ownSignaturesAreValid() {
        Signature signature = key.sign(message);
        assertThat(StrictEd25519.verifyMember(key.publicKey(), message, signature))
                .isTrue();
        assertThat(StrictEd25519.verify(key.publicKey(), Bytes.utf8("massage"), signature))
                .isFalse();
        assertThat(StrictEd25519.verify(new TestKey(2).publicKey(), message, signature))
                .isFalse();
    }

    @Test
    void theTableHasAllPointsOfSmallOrder() {
        assertThat(Ed25519Encoding.SMALL_ORDER).doesNotHaveDuplicates();
        for (int i = 0; i < 8; i++) {
            Bytes multiple = encode(ORDER_8.multiply(BigInteger.valueOf(i)));
            assertThat(Ed25519Encoding.SMALL_ORDER).contains(multiple);
            EdwardsPoint point =
                    EdwardsPoint.decode(Ed25519Encoding.SMALL_ORDER.get(i)).orElseThrow();
            assertThat(point.multiply(BigInteger.valueOf(8)).isIdentity()).isTrue();
            assertThat(encode(point)).isEqualTo(Ed25519Encoding.SMALL_ORDER.get(i));
        }
    }

    @Test
    void keysOfSmallOrderAreRefused() {
        Bytes zeroScalar = Bytes.wrap(new byte[32]);
        for (Bytes small : Ed25519Encoding.SMALL_ORDER) {
            PublicKey weak = new PublicKey(small);
            assertThat(Ed25519Encoding.accepts(weak)).isFalse();
            assertThat(StrictEd25519.isInPrimeSubgroup(weak)).isFalse();
            assertThat(StrictEd25519.verify(
                            weak, message, new Signature(encode(BASE).concat(littleEndian(BigInteger.ONE)))))
                    .isFalse();
            assertThat(Ed25519Encoding.accepts(new Signature(small.concat(zeroScalar))))
                    .isFalse();
        }
    }

    @Test
    void pointsHaveOneEncoding() {
        for (int excess = 0; excess < 19; excess++) {
            Bytes y = littleEndian(EdwardsPoint.P.add(BigInteger.valueOf(excess)));
            assertThat(Ed25519Encoding.isCanonical(y)).isFalse();
            assertThat(Ed25519Encoding.isCanonical(withSign(y))).isFalse();
        }
        Bytes one = littleEndian(BigInteger.ONE);
        Bytes minusOne = littleEndian(EdwardsPoint.P.subtract(BigInteger.ONE));
        assertThat(Ed25519Encoding.isCanonical(one)).isTrue();
        assertThat(Ed25519Encoding.isCanonical(minusOne)).isTrue();
        assertThat(Ed25519Encoding.isCanonical(withSign(one))).isFalse();
        assertThat(Ed25519Encoding.isCanonical(withSign(minusOne))).isFalse();
    }

    @Test
    void bytesOffTheCurveAreNoKey() {
        PublicKey off = new PublicKey(littleEndian(BigInteger.TWO));
        assertThat(EdwardsPoint.decode(off.bytes())).isEmpty();
        assertThat(StrictEd25519.isInPrimeSubgroup(off)).isFalse();
        assertThat(StrictEd25519.verify(off, message, key.sign(message))).isFalse();
    }

    @Test
    void theScalarIsBelowTheOrder() {
        Bytes signature = key.sign(message).bytes();
        BigInteger s = Ed25519Encoding.littleEndian(signature.slice(32, 64));
        Bytes r = signature.slice(0, 32);
        for (BigInteger other = s.add(EdwardsPoint.ORDER);
                other.bitLength() <= 256;
                other = other.add(EdwardsPoint.ORDER)) {
            Signature malleable = new Signature(r.concat(littleEndian(other)));
            assertThat(Ed25519Encoding.accepts(malleable)).isFalse();
            assertThat(StrictEd25519.verify(key.publicKey(), message, malleable))
                    .isFalse();
        }
    }

    @Test
    void keysOfMixedOrderAreNotMembers() {
        BigInteger secret = new BigInteger("123456789123456789");
        PublicKey mixed = new PublicKey(encode(BASE.multiply(secret).add(ORDER_8)));
        assertThat(Ed25519Encoding.accepts(mixed)).isTrue();
        assertThat(StrictEd25519.isInPrimeSubgroup(mixed)).isFalse();
        assertThat(StrictEd25519.isInPrimeSubgroup(new PublicKey(encode(BASE.multiply(secret)))))
                .isTrue();
        Signature crafted = CraftedSignatures.onMixedOrder(mixed, secret, message);
        assertThat(StrictEd25519.verify(mixed, message, crafted))
                .as("the equation holds, so only the admission check tells it from an honest one")
                .isTrue();
        assertThat(StrictEd25519.verifyMember(mixed, message, crafted)).isFalse();
    }

    @Test
    void craftedCasesAreJudgedAsNamed() {
        for (CraftedSignatures.Case crafted : CraftedSignatures.all()) {
            assertThat(StrictEd25519.verifyMember(crafted.key(), crafted.message(), crafted.signature()))
                    .as(crafted.name())
                    .isEqualTo(crafted.accepted());
        }
    }

    @Test
    void everyHonestKeyIsAMember() {
        for (int i = 0; i < 20; i++) {
            assertThat(StrictEd25519.isInPrimeSubgroup(new TestKey(i).publicKey()))
                    .isTrue();
        }
    }
}
