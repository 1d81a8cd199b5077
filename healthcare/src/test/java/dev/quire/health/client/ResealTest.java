package dev.quire.health.client;

import static dev.quire.health.client.Network.done;
import static dev.quire.health.client.Network.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.Account;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.health.DefaultPolicy;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.health.RecordCommand;
import dev.quire.health.RecordEntry;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.SigningRoot;
import dev.quire.health.keys.message.Capsules;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.vault.BlobName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Capsules that are sealed anew after a file was claimed, and who is to blame for one that holds a wrong factor. */
class ResealTest {
    @TempDir
    private Path scratch;

    private Network network;

    @BeforeEach
    void open() throws IOException {
        network = new Network(scratch);
    }

    @AfterEach
    void close() throws IOException {
        network.close();
    }

    /** Puts into and deletions from vaults, and submissions before and after the commit, are the steps. */
    @Test
    void crashAtAnyStepLeavesACapsuleThatIsWhole() {
        Hospital city = network.hospital(network.city());
        int crashes = 0;
        for (int steps = 0; steps <= 6; steps++) {
            Id sid = done(city.sponsor(Network.GROUPS, DefaultPolicy.BREAK_GLASS_ONLY));
            Id rid = done(city.publish(sid, Network.entry("clinical", "a broken arm")))
                    .rid();
            try (Patient ben = network.patient(PatientSeed.generate(network.random), sid)) {
                done(city.claim(done(ben.claimForm())));
                done(ben.takeOver());
                PowerFailure failure = new PowerFailure(steps);
                Hospital doomed = network.hospital(network.city(), failure);
                try {
                    done(doomed.reseal(sid));
                } catch (CompletionException e) {
                    crashes++;
                }
                assertThat(done(city.reseal(sid)).records().size()).isLessThanOrEqualTo(1);
                try (OpenRecords open = done(ben.read(List.of(rid)))) {
                    assertThat(text(open, rid)).as("after %s steps", steps).isEqualTo("a broken arm");
                }
                for (Id holder : done(ben.records()).entries().get(0).terms().vaults()) {
                    assertThat(network.site(holder).vault.blobs).containsKey(capsuleName(ben));
                }
            }
        }
        assertThat(crashes).as("those that the caller was told of").isEqualTo(4);
    }

    @Test
    void vaultThatIsDownHoldsUpNoSealing() {
        Hospital city = network.hospital(network.city());
        Id sid = done(city.sponsor(Network.GROUPS, DefaultPolicy.BREAK_GLASS_ONLY));
        Published arm = done(city.publish(sid, Network.entry("clinical", "a broken arm")));
        Id replica = arm.vaults().stream()
                .filter(holder -> !holder.equals(network.city().orgId))
                .findFirst()
                .orElseThrow();
        try (Patient ben = network.patient(PatientSeed.generate(network.random), sid)) {
            done(city.claim(done(ben.claimForm())));
            done(ben.takeOver());
            network.site(replica).down = true;
            Resealed resealed = done(city.reseal(sid));
            assertThat(resealed.records()).containsExactly(arm.rid());
            assertThat(resealed.faults()).extracting(Fault::orgId).containsOnly(replica);
            try (OpenRecords open = done(ben.read(List.of(arm.rid())))) {
                assertThat(text(open, arm.rid())).isEqualTo("a broken arm");
            }
        }
    }

    @Test
    void recordThatWasEnteredInErrorStopsNoOther() {
        Hospital city = network.hospital(network.city());
        Id sid = done(city.sponsor(Network.GROUPS, DefaultPolicy.BREAK_GLASS_ONLY));
        Id wrong = done(city.publish(sid, Network.entry("clinical", "another's leg")))
                .rid();
        Id arm = done(city.publish(sid, Network.entry("clinical", "a broken arm")))
                .rid();
        done(city.markEnteredInError(wrong));
        try (Patient ben = network.patient(PatientSeed.generate(network.random), sid)) {
            done(city.claim(done(ben.claimForm())));
            done(ben.takeOver());
            Resealed resealed = done(city.reseal(sid));
            assertThat(resealed.records()).containsExactly(arm);
            assertThat(resealed.left()).isEmpty();
            try (OpenRecords open = done(ben.read(List.of(arm)))) {
                assertThat(text(open, arm)).isEqualTo("a broken arm");
            }
        }
    }

    @Test
    void capsuleThatNoVaultHasStopsNoOtherAndIsNamed() {
        Hospital city = network.hospital(network.city());
        Id sid = done(city.sponsor(Network.GROUPS, DefaultPolicy.BREAK_GLASS_ONLY));
        Id lost = done(city.publish(sid, Network.entry("clinical", "a sprained ankle")))
                .rid();
        Id arm = done(city.publish(sid, Network.entry("clinical", "a broken arm")))
                .rid();
        for (Site site : network.sites) {
            site.vault.capsuleOf(lost).ifPresent(site.vault.blobs::remove);
        }
        try (Patient ben = network.patient(PatientSeed.generate(network.random), sid)) {
            done(city.claim(done(ben.claimForm())));
            done(ben.takeOver());
            Resealed resealed = done(city.reseal(sid));
            assertThat(resealed.records()).containsExactly(arm);
            assertThat(resealed.left()).singleElement().satisfies(left -> {
                assertThat(left.rid()).isEqualTo(lost);
                assertThat(left.why())
                        .contains("no vault has", network.city().orgId.toString());
            });
            try (OpenRecords open = done(ben.read(List.of(arm)))) {
                assertThat(text(open, arm)).isEqualTo("a broken arm");
            }
        }
    }

    private static String capsuleName(Patient patient) {
        RecordEntry record = done(patient.records()).entries().get(0);
        return BlobName.OfCapsule.of(record.rid(), record.capsule().hash()).path();
    }

    @Test
    void capsuleThatTookThePlaceOfTheAuthorsIsNotBlamedOnTheAuthor() throws CryptoException {
        PatientSeed seed = PatientSeed.generate(network.random);
        try (Patient ana = network.enrolled(network.city(), seed)) {
            Id rid = network.publish(network.city(), ana, "clinical", "a broken arm")
                    .rid();
            replaceByWrongOne(seed, ana);
            assertThatThrownBy(() -> done(ana.read(List.of(rid))))
                    .cause()
                    .isInstanceOfSatisfying(
                            HealthException.Unreadable.class,
                            unreadable -> assertThat(unreadable.why()).isInstanceOf(CryptoException.WrongKeys.class))
                    .hasMessageContaining("capsule that replaced the author's");
        }
    }

    private void replaceByWrongOne(PatientSeed seed, Patient patient) throws CryptoException {
        RecordEntry record = done(patient.records()).entries().get(0);
        Bytes wrong = Envelope.patientCapsule(
                        network.node.chainId(),
                        record.sid(),
                        record.cid(),
                        1,
                        record.rid(),
                        record.terms().keyCommit())
                .seal(
                        done(patient.compartments()).entries().stream()
                                .filter(compartment -> compartment.cid().equals(record.cid()))
                                .findFirst()
                                .orElseThrow()
                                .sealingKey(),
                        Secret.random(network.random).toArray(),
                        network.random);
        RecordCommand command = new RecordCommand.ReplaceCapsule(
                record.rid(), 1, Capsules.hash(network.node.chainId(), record.rid(), wrong));
        try (SigningRoot signing = seed.signingRoot()) {
            Ed25519Key key = signing.key(network.node.chainId(), record.sid(), 1);
            assertThat(network.node
                            .commit(new Account(key)
                                    .transaction(network.node.chainId(), HealthStateMachine.ID, command.encoded()))
                            .orTimeout(60, TimeUnit.SECONDS)
                            .join()
                            .applied())
                    .isTrue();
        }
        network.city().vault.blobs.put(capsuleName(patient), wrong);
    }
}
