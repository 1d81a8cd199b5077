package dev.quire.health.keys.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.Id;
import dev.quire.health.X25519PublicKey;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.FixedRandom;
import dev.quire.health.keys.Sample;
import dev.quire.health.keys.X25519Key;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static final Hash CHAIN = Sample.CHAIN;

    private final X25519Key key = X25519Key.of(Sample.secret(9));

    /** Each row of the table, and each again with one field changed. */
    private static List<Envelope> envelopes() {
        List<Envelope> all = new ArrayList<>();
        for (Hash chain : List.of(CHAIN, Sample.hash(1))) {
            for (int n = 1; n <= 2; n++) {
                Id id = Sample.id(n);
                Id other = Sample.id(7);
                Hash hash = Sample.hash(n);
                Stream.of(
                                Envelope.patientCapsule(chain, id, other, 0, other, hash),
                                Envelope.patientCapsule(chain, other, id, 0, other, hash),
                                Envelope.patientCapsule(chain, other, other, n, other, hash),
                                Envelope.patientCapsule(chain, other, other, 0, id, hash),
                                Envelope.grantCapsule(chain, id, other, other, 0, hash),
                                Envelope.grantCapsule(chain, other, id, other, 0, hash),
                                Envelope.grantCapsule(chain, other, other, id, 0, hash),
                                Envelope.grantCapsule(chain, other, other, other, n, hash),
                                Envelope.forwardCapsule(chain, id, other, other, other, hash),
                                Envelope.forwardCapsule(chain, other, other, other, id, hash),
                                Envelope.deal(chain, id, other, other, 0, 0),
                                Envelope.deal(chain, other, id, other, 0, 0),
                                Envelope.deal(chain, other, other, id, 0, 0),
                                Envelope.deal(chain, other, other, other, n, 0),
                                Envelope.deal(chain, other, other, other, 0, n),
                                Envelope.release(chain, id, other, 0, hash),
                                Envelope.release(chain, other, id, 0, hash),
                                Envelope.release(chain, other, other, n, hash),
                                Envelope.writersMap(chain, id, other, 0),
                                Envelope.writersMap(chain, other, other, n),
                                Envelope.card(chain, id, other, 0),
                                Envelope.recoveryShare(chain, id, other, 0))
                        .forEach(all::add);
            }
        }
        return all;
    }

    @Test
    void messageOpensUnderItsOwnEnvelopeOnly() throws CryptoException {
        List<Envelope> all = envelopes();
        assertThat(all).doesNotHaveDuplicates();
        for (Envelope envelope : all.subList(0, 22)) {
            Bytes message = envelope.seal(key.publicKey(), new byte[] {1, 2, 3}, new FixedRandom(1));
            assertThat(envelope.open(key, message)).containsExactly(1, 2, 3);
            for (Envelope other : all) {
                if (!other.equals(envelope)) {
                    assertThatThrownBy(() -> other.open(key, message))
                            .as("%s as %s", envelope, other)
                            .isInstanceOf(CryptoException.NotOpened.class);
                }
            }
        }
    }

    @Test
    void keyCommitTermsAndReceiptAreBoundToo() throws CryptoException {
        Id id = Sample.id(1);
        Envelope capsule = Envelope.patientCapsule(CHAIN, id, id, 0, id, Sample.hash(1));
        Bytes message = capsule.seal(key.publicKey(), new byte[32], new FixedRandom(1));
        assertThatThrownBy(() -> Envelope.patientCapsule(CHAIN, id, id, 0, id, Sample.hash(2))
                        .open(key, message))
                .isInstanceOf(CryptoException.NotOpened.class)
                .hasMessageContaining("the patient capsule");
    }

    @Test
    void sealingOverwritesThePlaintextAndRefusesBadKeysAndSizes() {
        Envelope envelope = Envelope.card(CHAIN, Sample.id(1), Sample.id(2), 1);
        byte[] plaintext = {1, 2, 3};
        X25519PublicKey zero = new X25519PublicKey(Bytes.wrap(new byte[32]));
        assertThatThrownBy(() -> envelope.seal(zero, plaintext, new FixedRandom(1)))
                .isInstanceOf(CryptoException.BadPublicKey.class);
        assertThat(plaintext).containsOnly(0);
        assertThatThrownBy(() -> envelope.seal(key.publicKey(), new byte[Envelope.MAX_SIZE], new FixedRandom(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> envelope.open(key, Bytes.wrap(new byte[Envelope.MAX_SIZE + 1])))
                .isInstanceOf(CryptoException.Malformed.class);
        byte[] suiteTwo = new byte[100];
        suiteTwo[0] = 2;
        assertThatThrownBy(() -> envelope.open(key, Bytes.wrap(suiteTwo))).hasMessageContaining("suite 2");
    }

    @Test
    void changedCapsuleIsLocated() {
        Bytes capsule = Bytes.utf8("a capsule");
        Hash hash = Capsules.hash(CHAIN, Sample.RID, capsule);
        assertThat(Capsules.hash(CHAIN, Sample.RID, Sample.flip(capsule, 3))).isNotEqualTo(hash);
        assertThat(Capsules.hash(CHAIN, Sample.id(9), capsule)).isNotEqualTo(hash);
        List<Bytes> parts = List.of(capsule, Bytes.utf8("another"));
        assertThat(Capsules.root(List.of(parts.get(1), parts.get(0)))).isNotEqualTo(Capsules.root(parts));
        assertThatThrownBy(() -> Capsules.factor(new byte[31])).isInstanceOf(CryptoException.Malformed.class);
    }

    @Test
    void kidNamesOneKeyOnOneChain() {
        X25519PublicKey own = key.publicKey();
        assertThat(own.kid(CHAIN)).isEqualTo(own.kid(CHAIN)).isNotEqualTo(own.kid(Sample.hash(1)));
        assertThat(X25519Key.of(Sample.secret(8)).publicKey().kid(CHAIN)).isNotEqualTo(own.kid(CHAIN));
    }
}
