package dev.quire.health.custody;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.Id;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.FixedRandom;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.keys.Sample;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.keys.message.FactorList;
import dev.quire.health.keys.message.ShareList;
import dev.quire.health.keys.share.Dealing;
import dev.quire.health.keys.share.Share;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Who steals the chain, all vaults, all messages, the stores and keys of some custodians, and the whole key store of a former
 * grantee, opens what that grantee had opened and no more, until the custodians are k (HEALTHCARE.md 2.5, 2.6).
 */
class StolenCopyTest {
    private static final Hash CHAIN = Sample.CHAIN;
    private static final Id GID = Sample.id(0x50);
    private static final int RECORDS = 8;
    private static final int READ = 0;
    private static final int GRANTED = 1;
    private static final int ESSENTIAL = 2;

    private final SecureRandom random = new FixedRandom(42);
    private final X25519Key readingKey = X25519Key.of(Sample.secret(0x44));
    private final X25519Key oneTimeKey = X25519Key.of(Sample.secret(0x33));
    private final List<SealedRecord> records = new ArrayList<>();
    private final Thief thief = new Thief();

    @BeforeEach
    void liveForAWhile() throws CryptoException {
        for (int i = 0; i < RECORDS; i++) {
            SealedRecord.Place place = new SealedRecord.Place(
                    CHAIN, Sample.id(0x80 + i), Sample.id(0x20 + i % 2), Sample.id(0x30 + i % 4));
            try (PatientSeed seed = PatientSeed.of(Sample.secret(0x70 + i % 2));
                    X25519Key compartment =
                            seed.decryptionRoot().compartmentKey(CHAIN, place.sid(), place.cid(), SealedRecord.EPOCH)) {
                byte[] plaintext = ("the secret of record " + i).getBytes(StandardCharsets.UTF_8);
                records.add(SealedRecord.write(place, compartment.publicKey(), plaintext, i == ESSENTIAL, random));
            }
        }
        for (SealedRecord sealed : records) {
            thief.saw(sealed.place().capsule(sealed.keyCommit()), sealed.capsule());
            deal(sealed);
        }
        grant();
        release(records.get(READ));
    }

    /** Deals are sealed to each custodian; the messages are intercepted. */
    private void deal(SealedRecord sealed) throws CryptoException {
        for (int seat = 1; seat <= SealedRecord.NUMBERS.n(); seat++) {
            List<Share> shares = new ArrayList<>(List.of(copy(sealed.dealingB(), seat)));
            sealed.dealingE()
                    .ifPresent(dealing -> shares.add(copy(dealing, shares.get(0).x())));
            Envelope envelope = Envelope.deal(
                    CHAIN, sealed.rid(), Hospitals.AUTHOR, Hospitals.seatOf(seat), 1, Hospitals.COMMITTEE);
            thief.saw(
                    envelope,
                    envelope.seal(Hospitals.custodianKey(seat).publicKey(), new ShareList(shares).encoded(), random));
        }
    }

    private static Share copy(Dealing dealing, int seat) {
        Share share = dealing.shares().get(seat - 1);
        return new Share(
                share.rid(), share.shareClass(), share.x(), share.value().copy());
    }

    private void grant() throws CryptoException {
        TreeMap<Id, Secret> factors = new TreeMap<>();
        for (int granted : List.of(READ, GRANTED)) {
            factors.put(records.get(granted).rid(), records.get(granted).a().copy());
        }
        Envelope envelope = Envelope.grantCapsule(
                CHAIN, GID, readingKey.publicKey().kid(CHAIN), Sample.id(0x20), 0, Sample.hash(6));
        thief.saw(envelope, envelope.seal(readingKey.publicKey(), new FactorList(factors).encoded(), random));
    }

    /** Every custodian answered one permitted access to this record. */
    private void release(SealedRecord sealed) throws CryptoException {
        for (int seat = 1; seat <= SealedRecord.NUMBERS.n(); seat++) {
            Envelope envelope = Envelope.release(
                    CHAIN, Hospitals.AID, Hospitals.seatOf(seat), Hospitals.COMMITTEE, Sample.hash(seat));
            ShareList list = new ShareList(List.of(copy(sealed.dealingB(), seat)));
            thief.saw(envelope, envelope.seal(oneTimeKey.publicKey(), list.encoded(), random));
        }
    }

    private List<Integer> opened() {
        List<Integer> opened = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            if (thief.opens(records.get(i))) {
                opened.add(i);
            }
        }
        return opened;
    }

    private void takeOver(int custodians) {
        for (int seat = 1; seat <= custodians; seat++) {
            thief.has(Hospitals.custodianKey(seat));
        }
    }

    @Test
    void chainAndVaultsAndMessagesAloneAreNoise() {
        assertThat(opened()).isEmpty();
    }

    @Test
    void withTwoCustodiansAndAFormerGranteesKeysOnlyWhatHeHadReadIsOpen() {
        takeOver(SealedRecord.NUMBERS.k() - 1);
        assertThat(opened()).isEmpty();
        thief.has(readingKey);
        assertThat(opened()).isEmpty();
        thief.has(oneTimeKey);
        assertThat(opened()).containsExactly(READ);
    }

    /** What is said plainly: k that collude open essentials, and what one of them was granted. So the thief is no fool. */
    @Test
    void withThreeCustodiansEssentialsAndWhatWasGrantedAreOpenAndNothingElse() {
        takeOver(SealedRecord.NUMBERS.k());
        assertThat(opened()).containsExactly(ESSENTIAL);
        thief.has(readingKey);
        assertThat(opened()).containsExactly(READ, GRANTED, ESSENTIAL);
    }

    @Test
    void patientsSeedAloneOpensNothing() {
        for (SealedRecord sealed : records) {
            for (int patient = 0; patient < 2; patient++) {
                try (PatientSeed seed = PatientSeed.of(Sample.secret(0x70 + patient))) {
                    thief.has(seed.decryptionRoot()
                            .compartmentKey(
                                    CHAIN, sealed.place().sid(), sealed.place().cid(), SealedRecord.EPOCH));
                }
            }
        }
        assertThat(opened()).isEmpty();
        takeOver(SealedRecord.NUMBERS.k() - 1);
        assertThat(opened()).isEmpty();
    }

    /** Chain, vaults and a guess: nothing tells the record that holds it from a decoy of equal padded length. */
    @Test
    void guessOfTheContentCannotBeConfirmed() {
        byte[] guess = new byte[3_000];
        new FixedRandom(1).nextBytes(guess);
        byte[] decoy = new byte[3_001];
        SealedRecord.Place place = records.get(0).place();
        X25519Key compartment = X25519Key.of(Sample.secret(0x71));
        SealedRecord right = SealedRecord.write(place, compartment.publicKey(), guess, false, new FixedRandom(5));
        SealedRecord wrong = SealedRecord.write(place, compartment.publicKey(), decoy, false, new FixedRandom(5));
        // With equal keys and dice all else is equal, so that it has nothing to tell.
        assertThat(right.plaintextHasNoPartIn()).isEqualTo(wrong.plaintextHasNoPartIn());
        // The rest is AES-GCM under keys that nobody has, or a hash of that: no hash of the guess is in it.
        for (Bytes part : right.madeOfPlaintext()) {
            for (Bytes digest : Guesses.of(guess, right)) {
                assertThat(contains(part, digest)).isFalse();
            }
        }
        assertThat(Guesses.looksRandom(right.blob())).isEqualTo(Guesses.looksRandom(wrong.blob()));
    }

    private static boolean contains(Bytes part, Bytes digest) {
        return part.toHex().contains(digest.toHex());
    }

    /** Opens every message with every key, and tries every pair of secrets and every join of shares on a record. */
    private static final class Thief {
        private record Seen(Envelope envelope, Bytes message) {}

        private final List<Seen> seen = new ArrayList<>();
        private final List<X25519Key> keys = new ArrayList<>();

        void saw(Envelope envelope, Bytes message) {
            seen.add(new Seen(envelope, message));
        }

        void has(X25519Key key) {
            keys.add(key);
        }

        boolean opens(SealedRecord sealed) {
            List<Secret> secrets = new ArrayList<>();
            List<Share> shares = new ArrayList<>();
            for (Seen message : seen) {
                for (X25519Key key : keys) {
                    open(message, key).ifPresent(plaintext -> take(plaintext, secrets, shares));
                }
            }
            Guesses.join(sealed.dealingB(), shares).ifPresent(secrets::add);
            sealed.dealingE().flatMap(dealing -> Guesses.join(dealing, shares)).ifPresent(secrets::add);
            return Guesses.anyPairOpens(sealed, secrets);
        }

        private static Optional<byte[]> open(Seen message, X25519Key key) {
            try {
                return Optional.of(message.envelope.open(key, message.message));
            } catch (CryptoException e) {
                return Optional.empty();
            }
        }

        private static void take(byte[] plaintext, List<Secret> secrets, List<Share> shares) {
            if (plaintext.length == Secret.SIZE) {
                secrets.add(Secret.wrap(plaintext));
                return;
            }
            try {
                secrets.addAll(FactorList.decode(plaintext.clone()).factors().values());
            } catch (CryptoException.Malformed e) {
                Guesses.shares(plaintext).forEach(share -> {
                    shares.add(share);
                    secrets.add(share.value());
                });
            }
        }
    }
}
