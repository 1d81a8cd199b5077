package dev.quire.gateway.network;

import static dev.quire.gateway.network.Scene.done;
import static dev.quire.gateway.network.Scene.failure;
import static dev.quire.gateway.network.Scene.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519;
import dev.quire.crypto.Ed25519Key;
import dev.quire.gateway.service.LyingMember;
import dev.quire.gateway.upkeep.FileOutbox;
import dev.quire.health.AccessEntry;
import dev.quire.health.AccessKind;
import dev.quire.health.Basis;
import dev.quire.health.Decision;
import dev.quire.health.DefaultPolicy;
import dev.quire.health.EmergencyEntry;
import dev.quire.health.EmergencyReason;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.health.Purpose;
import dev.quire.health.ReadingCommand;
import dev.quire.health.RecordEntry;
import dev.quire.health.Refusal;
import dev.quire.health.client.Asked;
import dev.quire.health.client.BrokenGlass;
import dev.quire.health.client.Clinician;
import dev.quire.health.client.DealOutboxContract;
import dev.quire.health.client.Fault;
import dev.quire.health.client.Granted;
import dev.quire.health.client.HealthException;
import dev.quire.health.client.Hospital;
import dev.quire.health.client.OpenRecords;
import dev.quire.health.client.Patient;
import dev.quire.health.client.PrivacyOfficer;
import dev.quire.health.client.Published;
import dev.quire.health.client.Resealed;
import dev.quire.health.custody.CustodyAnswer;
import dev.quire.health.custody.CustodyEvent;
import dev.quire.health.custody.Deal;
import dev.quire.health.custody.Denial;
import dev.quire.health.keys.message.PractitionerCard;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobVault;
import dev.quire.health.vault.VaultException;
import dev.quire.node.config.Protocol;
import dev.quire.node.daemon.LyingHospital;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Protocols 0 to 8 of docs/healthcare/protocol.md, and what a cheating reader would try, among four hospitals in processes of
 * their own that agree by PBFT, their services over mutual TLS, and clients that trust no node.
 */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class NetworkProtocolsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SIZE = 4;
    /** So many are asked at first, by their seats, which are as the hospitals' numbers. */
    private static final int SEATS_TO_OPEN = 3;

    @TempDir
    private Path directory;

    private RunningNetwork network;
    private Scene scene;
    private final List<Fault> faults = new ArrayList<>();

    /** What happens between protocols 4 and 5. */
    private interface Middle {
        void happen() throws IOException;
    }

    private List<Scene.Place> found() throws IOException {
        network = RunningNetwork.create(directory.resolve("network"), Protocol.pbft);
        for (int number = 0; number < SIZE; number++) {
            network.set(
                    number,
                    settings -> settings + "service.health-member.check-every = PT5S\n"
                            + "service.health-member.deliver-every = PT2S\n");
        }
        return Scene.places(network, SIZE);
    }

    /**
     * In consensus it proposes and votes for two blocks; its custodian signs receipts wrongly and releases shares that nobody
     * dealt; its vault, which has a copy of everything and is asked first, gives out altered slices.
     */
    @Test
    void oneMemberLies() throws Exception {
        List<Scene.Place> places = found();
        Scene.Place liar = places.get(0);
        network.set(
                liar.number(),
                settings -> settings.replace("service.health-member.", "service." + LyingMember.NAME + "."));
        try (RunningNetwork running = network;
                Scene open = new Scene(running, places, directory)) {
            scene = open;
            running.start(liar.number(), LyingHospital.class);
            running.up();
            Published arm = walk(() -> {}).arm();
            assertThat(faults)
                    .as("on a loaded machine honest ones may be late, but never false")
                    .filteredOn(fault -> fault.kind() == Fault.Kind.FALSE)
                    .isNotEmpty()
                    .extracting(Fault::orgId)
                    .containsOnly(liar.orgId());
            assertThat(faults).extracting(Fault::sentence).anyMatch(sentence -> sentence.contains("damaged"));
            if (liar.number() < SEATS_TO_OPEN) {
                assertThat(faults)
                        .extracting(Fault::sentence)
                        .anyMatch(sentence -> sentence.contains("lied about record " + arm.rid()));
            }
            assertThat(done(open.author.hospital().deliverDeals()))
                    .extracting(Fault::orgId)
                    .containsOnly(liar.orgId());
            assertThat(DealOutboxContract.waiting(outbox(open.author)))
                    .as("what was receipted wrongly is not dealt")
                    .extracting(Deal::custodian)
                    .containsOnly(liar.orgId());
            int author = places.get(3).number();
            await().atMost(PATIENCE)
                    .until(() -> Files.readString(running.log(author))
                            .contains("record/" + arm.rid() + "/content: own copy WHOLE, copy at member " + liar.orgId()
                                    + " DAMAGED bytes 0 to "));
            await().atMost(PATIENCE)
                    .until(() -> running.status(author).path("evidence").asInt() > 0);
        }
    }

    @Test
    void oneHospitalIsKilledInTheMiddle() throws Exception {
        List<Scene.Place> places = found();
        Scene.Place killed = places.get(0);
        try (RunningNetwork running = network;
                Scene open = new Scene(running, places, directory)) {
            scene = open;
            running.up();
            Patient ben = walk(() -> running.kill(killed.number())).ben();
            assertThat(faults).extracting(Fault::orgId).contains(killed.orgId());
            assertThat(faults)
                    .filteredOn(fault -> fault.kind() == Fault.Kind.FALSE)
                    .isEmpty();
            FileOutbox outbox = outbox(open.author);
            assertThat(DealOutboxContract.waiting(outbox))
                    .extracting(Deal::custodian)
                    .contains(killed.orgId());
            running.up();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(DealOutboxContract.waiting(outbox))
                            .as("deals that the service has not handed in")
                            .isEmpty());
            RecordEntry ankle = done(ben.records()).entries().get(0);
            assertThat(ankle.terms().vaults()).contains(killed.orgId());
            BlobVault back = open.author.services().of(killed.orgId()).vault();
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(VaultException.class)
                    .untilAsserted(() -> assertThat(back.stat(BlobName.OfCapsule.of(
                                    ankle.rid(), ankle.capsule().hash())))
                            .as("what was sealed anew meanwhile")
                            .isPresent());
            Id aid = done(open.ana().accessLog()).entries().get(0).aid();
            assertThat(denied(open.reader, killed.orgId(), aid)).isEqualTo(Denial.ENDED);
        }
    }

    private static FileOutbox outbox(HospitalDesk author) throws IOException {
        return FileOutbox.open(
                author.profile().outbox(), author.network().members().chainId(), FileOutbox.USUAL_ROOM);
    }

    /** Ana's first record, and Ben with the file that was handed over to him. */
    private record Walked(Published arm, Patient ben) {}

    private Walked walk(Middle middle) throws IOException {
        Id ben = done(scene.author.hospital().sponsor(Scene.GROUPS, DefaultPolicy.BREAK_GLASS_ONLY));
        Published ankle = publish(ben, "clinical", "a sprained ankle");
        scene.enroll();
        Id ana = scene.ana().sid();
        Published arm = publish(ana, "clinical", "a broken arm");
        Published allergy = publish(ana, "essential", "penicillin");
        assertThat(arm.vaults())
                .containsExactly(scene.troubled.orgId(), scene.author.profile().orgId());
        assertThat(arm.custody()).hasSizeGreaterThanOrEqualTo(3);
        Clinician doctor = done(scene.reader.clinician("doctor"));

        Id visit = scene.reader.ledger().newId();
        Asked asked = done(doctor.request(scene.ana().sid(), scene.everything(), Purpose.TREAT, Optional.of(visit)));
        faults.addAll(asked.faults());
        assertThat(done(scene.ana().requests())).singleElement().satisfies(request -> {
            assertThat(request.entry().qid()).isEqualTo(asked.qid());
            assertThat(request.card().map(PractitionerCard::pracId)).contains(doctor.pracId());
        });
        Granted granted = done(scene.ana().answer(asked.qid(), scene.toTreat().includingNew()));
        faults.addAll(granted.faults());
        assertThat(granted.sealed()).isEqualTo(2);
        assertThat(done(doctor.answerTo(asked.qid())).flatMap(answer -> answer.gid()))
                .contains(granted.gid());
        Id aid = reads(doctor, granted.gid(), arm, "a broken arm");

        middle.happen();

        Published healed = publish(ana, "clinical", "a healed arm");
        assertThat(healed.forwarded()).containsExactly(granted.gid());
        reads(doctor, granted.gid(), healed, "a healed arm");
        reads(doctor, granted.gid(), arm, "a broken arm");
        try (OpenRecords own = done(scene.ana().read(List.of(arm.rid())))) {
            assertThat(text(own, arm.rid())).isEqualTo("a broken arm");
            faults.addAll(own.faults());
        }
        emergency(doctor, allergy, arm);
        delivery(doctor, granted.gid(), arm);
        discharge(doctor, arm);
        revocation(doctor, granted.gid(), arm, aid);
        assertThat(done(scene.ana().accessLog()).entries())
                .extracting(AccessEntry::decision)
                .containsExactly(
                        Decision.PERMITTED,
                        Decision.PERMITTED,
                        Decision.PERMITTED,
                        Decision.PERMITTED,
                        Decision.PERMITTED,
                        Decision.NOT_PERMITTED,
                        Decision.NOT_PERMITTED,
                        Decision.PERMITTED,
                        Decision.PERMITTED,
                        Decision.ENDED,
                        Decision.ENDED,
                        Decision.MALFORMED);
        assertThat(done(scene.reader.hospital().accessLog()).entries())
                .as("all but what the patient read herself")
                .hasSize(11);
        assertThat(done(scene.reader.clinician("doctor")).pracId())
                .as("employed once")
                .isEqualTo(doctor.pracId());
        return new Walked(arm, claim(ben, ankle));
    }

    private Published publish(Id sid, String group, String text) {
        Published published = scene.publish(sid, group, text);
        faults.addAll(published.faults());
        return published;
    }

    private Id reads(Clinician doctor, Id gid, Published record, String text) {
        try (OpenRecords open = done(doctor.read(gid, List.of(record.rid()), Purpose.TREAT))) {
            assertThat(text(open, record.rid())).isEqualTo(text);
            faults.addAll(open.faults());
            return open.aid();
        }
    }

    private void emergency(Clinician doctor, Published allergy, Published arm) throws IOException {
        Clinician second = done(scene.reader.clinician("second-doctor"));
        BrokenGlass glass = done(doctor.breakGlass(scene.ana().sid(), EmergencyReason.UNCONSCIOUS, 2, second));
        faults.addAll(glass.faults());
        Id eid = glass.emergency().eid();
        assertThat(glass.essentials()).extracting(record -> record.rid()).containsExactly(allergy.rid());
        try (OpenRecords open = done(doctor.readInEmergency(eid, List.of(allergy.rid())))) {
            assertThat(text(open, allergy.rid())).isEqualTo("penicillin");
            faults.addAll(open.faults());
        }
        failure(doctor.readInEmergency(eid, List.of(arm.rid())), HealthException.NotPermitted.class);
        assertThat(done(scene.ana().emergencies()).entries())
                .extracting(EmergencyEntry::eid)
                .containsExactly(eid);
        PrivacyOfficer officer = done(scene.reader.officer("privacy-officer"));
        done(officer.review(eid, true));
        assertThat(done(officer.openReviews()).entries()).isEmpty();
    }

    private void delivery(Clinician doctor, Id viewing, Published arm) {
        failure(doctor.deliver(viewing, List.of(arm.rid()), Purpose.TREAT), HealthException.NotPermitted.class);
        Granted keeping = done(scene.ana().grant(scene.toTreat().withCopies()));
        faults.addAll(keeping.faults());
        try (OpenRecords open = done(doctor.deliver(keeping.gid(), List.of(arm.rid()), Purpose.TREAT))) {
            assertThat(text(open, arm.rid())).isEqualTo("a broken arm");
            faults.addAll(open.faults());
        }
    }

    /** With the visit the permission ends that was for it, at each custodian at once, and no other. */
    private void discharge(Clinician doctor, Published arm) throws IOException {
        Id visit = scene.reader.ledger().newId();
        Granted granted = done(scene.ana().grant(scene.toTreat().untilDischarge(visit)));
        faults.addAll(granted.faults());
        Id aid = reads(doctor, granted.gid(), arm, "a broken arm");
        assertThat(failure(scene.stranger.hospital().discharge(visit), HealthException.Refused.class)
                        .refusal())
                .as("by another hospital than the one that it was for")
                .isEqualTo(Refusal.NOTHING_TO_END);
        done(scene.reader.hospital().discharge(visit));
        assertThat(failure(
                                doctor.read(granted.gid(), List.of(arm.rid()), Purpose.TREAT),
                                HealthException.NotPermitted.class)
                        .decision())
                .isEqualTo(Decision.ENDED);
        for (HospitalDesk honest : List.of(scene.author, scene.reader, scene.stranger)) {
            assertThat(denied(scene.reader, honest.profile().orgId(), aid)).isEqualTo(Denial.ENDED);
        }
        assertThat(done(scene.ana().grants()).entries())
                .extracting(grant -> grant.ended().isPresent())
                .containsExactly(false, false, true);
    }

    /** Who was absent comes with a phone: the file is handed over, and sealed anew is what was written before. */
    private Patient claim(Id sid, Published ankle) throws IOException {
        Patient ben = scene.comes("ben", sid);
        Hospital hospital = scene.author.hospital();
        done(hospital.claim(done(ben.claimForm())));
        assertThat(done(ben.takeOver())).hasSameSizeAs(done(ben.compartments()).entries());
        Resealed resealed = done(hospital.reseal(sid));
        assertThat(resealed.records()).containsExactly(ankle.rid());
        faults.addAll(resealed.faults());
        assertThat(done(hospital.reseal(sid)).records()).as("once").isEmpty();
        try (OpenRecords own = done(ben.read(List.of(ankle.rid())))) {
            assertThat(text(own, ankle.rid())).isEqualTo("a sprained ankle");
            faults.addAll(own.faults());
        }
        return ben;
    }

    /** Then the reader tries what is left: the access of before, another's, none, and the one-time key that he kept. */
    private void revocation(Clinician doctor, Id gid, Published arm, Id before) throws IOException {
        faults.addAll(done(scene.ana().revoke(gid)).faults());
        assertThat(failure(doctor.read(gid, List.of(arm.rid()), Purpose.TREAT), HealthException.NotPermitted.class)
                        .decision())
                .isEqualTo(Decision.ENDED);
        AccessEntry first = done(scene.ana().accessLog()).entries().get(0);
        assertThat(first.aid()).isEqualTo(before);
        Id again = accessWithTheKeyOf(first);
        for (HospitalDesk honest : List.of(scene.author, scene.reader, scene.stranger)) {
            Id orgId = honest.profile().orgId();
            assertThat(denied(scene.reader, orgId, before)).isEqualTo(Denial.ENDED);
            assertThat(denied(scene.stranger, orgId, before)).isEqualTo(Denial.NOT_PERMITTED);
            assertThat(denied(scene.reader, orgId, scene.ana().sid())).isEqualTo(Denial.NOT_PERMITTED);
            assertThat(denied(scene.reader, orgId, again)).isEqualTo(Denial.NOT_PERMITTED);
        }
    }

    /** Asks for shares, and sees that the refusal stands in the custodian's log, signed. */
    private Denial denied(HospitalDesk requester, Id custodian, Id aid) throws IOException {
        CustodyAnswer answer = done(requester.services().of(custodian).release(aid, 1));
        assertThat(answer).isInstanceOf(CustodyAnswer.Refusal.class);
        CustodyAnswer.Refusal refusal = (CustodyAnswer.Refusal) answer;
        Ed25519Key gateway = Ed25519Key.load(profile(custodian).keys().gateway());
        assertThat(refusal.entry()).hasValueSatisfying(entry -> {
            assertThat(entry.isSignedBy(gateway.publicKey(), new Ed25519())).isTrue();
            assertThat(entry.event())
                    .isEqualTo(new CustodyEvent.Refused(aid, requester.profile().orgId(), 1, refusal.denial()));
        });
        return refusal.denial();
    }

    private HospitalProfile profile(Id orgId) throws IOException {
        return Scene.places(network, SIZE).stream()
                .map(Scene.Place::profile)
                .filter(profile -> profile.orgId().equals(orgId))
                .findFirst()
                .orElseThrow();
    }

    /** A new access under a permission that stands, with the one-time key of an older one; the ledger writes it down. */
    private Id accessWithTheKeyOf(AccessEntry older) throws IOException {
        Id aid = scene.reader.ledger().newId();
        Id gid = done(scene.ana().grants()).entries().get(1).gid();
        ReadingCommand.Access access = new ReadingCommand.Access(
                aid,
                older.sid(),
                new Basis.ByGrant(gid),
                AccessKind.VIEW,
                older.request().rids(),
                Purpose.TREAT,
                older.request().oneTimeKey(),
                older.request().pracId());
        byte[] nonce = new byte[Transaction.NONCE_SIZE];
        new SecureRandom().nextBytes(nonce);
        Ed25519Key gateway = Ed25519Key.load(scene.reader.profile().keys().gateway());
        Transaction.Unsigned unsigned = new Transaction.Unsigned(
                scene.reader.access().chainId(),
                HealthStateMachine.ID,
                ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now().plusSeconds(60)),
                Bytes.wrap(nonce),
                gateway.publicKey(),
                access.encoded());
        done(scene.reader.access().submit(unsigned.signed(gateway.sign(unsigned.signingBytes()))));
        return aid;
    }
}
