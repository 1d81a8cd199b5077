package dev.quire.health.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import dev.quire.health.Id;
import dev.quire.health.X25519PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

class PatientSeedTest {
    private static final Id SID = Sample.id(1);
    private static final Id CID = Sample.id(2);

    @Test
    void sameSeedGivesTheSameKeys() {
        try (PatientSeed one = PatientSeed.of(Sample.secret(7));
                PatientSeed two = PatientSeed.of(Sample.secret(7))) {
            assertThat(one.signingRoot().key(Sample.CHAIN, SID, 3).publicKey())
                    .isEqualTo(two.signingRoot().key(Sample.CHAIN, SID, 3).publicKey());
            assertThat(compartment(one, SID, CID, 0)).isEqualTo(compartment(two, SID, CID, 0));
        }
    }

    @Test
    void everyFieldMakesAnotherKey() {
        List<Bytes> keys = new ArrayList<>();
        try (PatientSeed seed = PatientSeed.of(Sample.secret(7));
                DecryptionRoot decryption = seed.decryptionRoot();
                SigningRoot signing = seed.signingRoot()) {
            for (int epoch = 0; epoch < 2; epoch++) {
                for (int sid = 1; sid < 3; sid++) {
                    for (int chain = 1; chain < 3; chain++) {
                        keys.add(signing.key(Sample.hash(chain), Sample.id(sid), epoch)
                                .publicKey()
                                .bytes());
                        keys.add(Bytes.wrap(decryption
                                .manifestKey(Sample.hash(chain), Sample.id(sid), epoch)
                                .toArray()));
                        keys.add(decryption
                                .compartmentKey(Sample.hash(chain), Sample.id(sid), CID, epoch)
                                .publicKey()
                                .bytes());
                        keys.add(decryption
                                .compartmentKey(Sample.hash(chain), Sample.id(sid), SID, epoch)
                                .publicKey()
                                .bytes());
                    }
                }
            }
        }
        assertThat(keys).doesNotHaveDuplicates();
    }

    /** What a recovery file holds makes all compartment keys, also those of compartments that come later. */
    @Test
    void decryptionRootAloneOpensLaterCompartments() {
        try (PatientSeed seed = PatientSeed.generate(new FixedRandom(5));
                Secret saved = seed.decryptionRoot().secret();
                DecryptionRoot restored = DecryptionRoot.of(saved)) {
            assertThat(restored.compartmentKey(Sample.CHAIN, SID, CID, 9).publicKey())
                    .isEqualTo(compartment(seed, SID, CID, 9));
        }
    }

    @Test
    void nothingPrintsASecretAndClosingWipesIt() {
        Secret secret = Sample.secret(0xab);
        PatientSeed seed = PatientSeed.of(secret);
        SoftAssertions softly = new SoftAssertions();
        for (Object holder : List.of(
                secret,
                seed,
                seed.signingRoot(),
                seed.decryptionRoot(),
                X25519Key.of(secret),
                RecordKeys.derive(Sample.CHAIN, Sample.RID, secret, secret))) {
            softly.assertThat(holder.toString()).doesNotContain("abab").doesNotContain("[B@");
        }
        softly.assertAll();
        seed.close();
        secret.close();
        assertThatThrownBy(seed::secret).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(secret::toArray).hasMessageContaining("wiped");
        assertThat(secret.matches(Sample.secret(0))).isTrue();
    }

    private static X25519PublicKey compartment(PatientSeed seed, Id sid, Id cid, int epoch) {
        try (DecryptionRoot root = seed.decryptionRoot();
                X25519Key key = root.compartmentKey(Sample.CHAIN, sid, cid, epoch)) {
            return key.publicKey();
        }
    }
}
