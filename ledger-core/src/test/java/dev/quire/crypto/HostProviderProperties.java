package dev.quire.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.hash.Domain;
import dev.quire.signature.StrictEd25519;
import java.math.BigInteger;
import java.security.MessageDigestSpi;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.SignatureSpi;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Whatever security providers a host has installed, and in whatever order, both signature rules say the same. */
class HostProviderProperties {
    private static final BigInteger SECRET = new BigInteger("123456789012345678901234567890").pow(2);
    private static final BigInteger NONCE = new BigInteger("987654321098765432109876543210").pow(2);

    /** Says yes to every signature, and hashes everything to zeros. */
    private static final class Liar extends Provider {
        private static final long serialVersionUID = 1L;

        Liar() {
            super("Liar", "1", "for a test");
            for (String name : List.of("Ed25519", "EdDSA")) {
                putService(new Service(this, "Signature", name, AlwaysYes.class.getName(), List.of(), Map.of()));
            }
            putService(new Service(this, "MessageDigest", "SHA-256", Zeros.class.getName(), List.of(), Map.of()));
        }
    }

    /** A signature that fits everything. */
    public static final class AlwaysYes extends SignatureSpi {
        @Override
        protected void engineInitVerify(java.security.PublicKey key) {}

        @Override
        protected void engineInitSign(PrivateKey key) {}

        @Override
        protected void engineUpdate(byte b) {}

        @Override
        protected void engineUpdate(byte[] bytes, int offset, int length) {}

        @Override
        protected byte[] engineSign() {
            return new byte[Signature.SIZE];
        }

        @Override
        protected boolean engineVerify(byte[] signature) {
            return true;
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {}

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new UnsupportedOperationException(name);
        }
    }

    /** A hash of everything. */
    public static final class Zeros extends MessageDigestSpi {
        @Override
        protected void engineUpdate(byte b) {}

        @Override
        protected void engineUpdate(byte[] bytes, int offset, int length) {}

        @Override
        protected byte[] engineDigest() {
            return new byte[32];
        }

        @Override
        protected void engineReset() {}
    }

    /** All that is said of one question. */
    private record Answers(
            boolean ruleT, boolean ruleM, boolean strict, boolean admitted, boolean inSubgroup, Bytes hash) {
        static Answers to(PublicKey key, Bytes message, Signature signature) {
            Ed25519 scheme = new Ed25519();
            return new Answers(
                    scheme.verifyTransaction(key, message, signature),
                    scheme.verifyMember(key, message, signature),
                    StrictEd25519.verifyMember(key, message, signature),
                    scheme.admitsMember(key),
                    StrictEd25519.isInPrimeSubgroup(key),
                    Domain.VALUE.hash(message).bytes());
        }
    }

    /** Honest and crafted signatures: points moved by torsion, S changed or above the order, and any bytes at all. */
    @Property(tries = 20)
    void noProviderOfTheHostChangesAnAnswer(
            @ForAll @IntRange(max = 7) int keyTorsion,
            @ForAll @IntRange(max = 7) int nonceTorsion,
            @ForAll @IntRange(max = 3) int change,
            @ForAll byte[] said,
            @ForAll byte[] noise) {
        Bytes message = Bytes.copyOf(said);
        Bytes a = CurvePoint.BASE
                .times(SECRET)
                .plus(CurvePoint.TORSION.times(keyTorsion))
                .encoded();
        Bytes r = CurvePoint.BASE
                .times(NONCE)
                .plus(CurvePoint.TORSION.times(nonceTorsion))
                .encoded();
        BigInteger s =
                NONCE.add(CurvePoint.challenge(r, a, message).multiply(SECRET)).mod(CurvePoint.ORDER);
        BigInteger changed = switch (change) {
            case 0 -> s;
            case 1 -> s.xor(BigInteger.ONE);
            case 2 -> s.add(CurvePoint.ORDER);
            default -> BigInteger.ZERO;
        };
        Signature signature = new Signature(r.concat(CurvePoint.littleEndian(changed)));
        sameUnderAll(new PublicKey(a), message, signature);
        sameUnderAll(
                new PublicKey(Bytes.wrap(Arrays.copyOf(noise, PublicKey.SIZE))),
                message,
                new Signature(Bytes.wrap(Arrays.copyOf(noise, Signature.SIZE))));
    }

    private static void sameUnderAll(PublicKey key, Bytes message, Signature signature) {
        Answers alone = Answers.to(key, message, signature);
        assertThat(alone.strict())
                .as("both implementations of rule M, one of which asks for an admitted key")
                .isEqualTo(alone.ruleM() && alone.admitted());
        for (List<Provider> first : List.<List<Provider>>of(
                List.of(new BouncyCastleProvider()),
                List.of(new Liar()),
                List.of(new Liar(), new BouncyCastleProvider()))) {
            assertThat(under(first, key, message, signature)).as("%s", first).isEqualTo(alone);
        }
    }

    private static Answers under(List<Provider> first, PublicKey key, Bytes message, Signature signature) {
        List<String> installed = new ArrayList<>();
        try {
            for (int i = 0; i < first.size(); i++) {
                Security.insertProviderAt(first.get(i), i + 1);
                installed.add(first.get(i).getName());
            }
            return Answers.to(key, message, signature);
        } finally {
            installed.forEach(Security::removeProvider);
        }
    }
}
