package dev.quire.health.client;

import static dev.quire.health.client.Network.done;
import static dev.quire.health.client.Network.failure;
import static dev.quire.health.client.Network.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.health.AccessEntry;
import dev.quire.health.AccessKind;
import dev.quire.health.Basis;
import dev.quire.health.CompartmentEntry;
import dev.quire.health.Decision;
import dev.quire.health.DefaultPolicy;
import dev.quire.health.EmergencyEntry;
import dev.quire.health.EmergencyReason;
import dev.quire.health.GrantCommand;
import dev.quire.health.GrantTerms;
import dev.quire.health.Id;
import dev.quire.health.LegalBasis;
import dev.quire.health.NewCompartment;
import dev.quire.health.Purpose;
import dev.quire.health.ReadingCommand;
import dev.quire.health.Refusal;
import dev.quire.health.RequestEntry;
import dev.quire.health.Role;
import dev.quire.health.Scope;
import dev.quire.health.SubjectCommand;
import dev.quire.health.X25519PublicKey;
import dev.quire.health.keys.DecryptionRoot;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.keys.SigningRoot;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.message.PractitionerCard;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Protocols 2, 6, 7 and 8, and how files are opened and handed over (docs/healthcare/protocol.md). */
class ProtocolsTest {
    @TempDir
    private Path scratch;

    private Network network;
    private Patient ana;
    private Clinician doctor;

    @BeforeEach
    void open() throws IOException {
        network = new Network(scratch);
        ana = network.enrolled(network.city());
        doctor = network.clinician(network.rural(), "Dr R. Okafor", Role.ATTENDING);
    }

    @AfterEach
    void close() throws IOException {
        ana.close();
        network.close();
    }

    private Scope everything() {
        return new Scope.Compartments(done(ana.compartments()).entries().stream()
                .map(CompartmentEntry::cid)
                .toList());
    }

    @Test
    void requestIsSeenWithItsCardAndAnswered() {
        Published record = network.publish(network.city(), ana, "clinical", "a broken arm");
        Id visit = network.ledger.newId();
        Asked asked = done(doctor.request(ana.sid(), everything(), Purpose.TREAT, Optional.of(visit)));
        assertThat(asked.faults()).isEmpty();
        assertThat(done(doctor.answerTo(asked.qid()))).isEmpty();
        List<AccessRequest> requests = done(ana.requests());
        assertThat(requests).singleElement().satisfies(request -> {
            assertThat(request.entry().qid()).isEqualTo(asked.qid());
            assertThat(request.card().map(PractitionerCard::name)).contains("Dr R. Okafor");
        });
        Granted granted =
                done(ana.answer(asked.qid(), network.all(ana, network.rural()).untilDischarge(visit)));
        assertThat(done(doctor.answerTo(asked.qid())).flatMap(RequestEntry.Answer::gid))
                .contains(granted.gid());
        try (OpenRecords open = done(doctor.read(granted.gid(), List.of(record.rid()), Purpose.TREAT))) {
            assertThat(text(open, record.rid())).isEqualTo("a broken arm");
        }
        done(network.hospital(network.rural()).discharge(visit));
        assertThat(failure(
                                doctor.read(granted.gid(), List.of(record.rid()), Purpose.TREAT),
                                HealthException.NotPermitted.class)
                        .decision())
                .as("the visit is over")
                .isEqualTo(Decision.ENDED);
    }

    /** Whoever derives other keys, by another reading of crypto.md, section 2, finds them out here. */
    @Test
    void firstKeysOfAFileAreThoseOfEpochOne() {
        PatientSeed seed = PatientSeed.generate(network.random);
        Id sid = network.ledger.newId();
        Hash chainId = network.node.chainId();
        try (Patient ben = network.patient(seed, sid);
                SigningRoot signing = seed.signingRoot();
                DecryptionRoot decryption = seed.decryptionRoot()) {
            EnrolmentForm form =
                    done(ben.enrolmentForm(network.city().orgId, DefaultPolicy.BREAK_GLASS_ONLY, Network.GROUPS));
            assertThat(form.key()).isEqualTo(signing.key(chainId, sid, 1).publicKey());
            assertThat(form.compartments()).isNotEmpty().allSatisfy(compartment -> {
                try (X25519Key key = decryption.compartmentKey(chainId, sid, compartment.cid(), 1)) {
                    assertThat(compartment.key()).isEqualTo(key.publicKey());
                }
            });
        }
    }

    /** A transaction ends 64. */
    @Test
    void dischargeEndsAllThatTheVisitWasAllowed() {
        PatientSeed seed = PatientSeed.generate(network.random);
        Id visit = network.ledger.newId();
        try (Patient ben = network.enrolled(network.city(), seed);
                SigningRoot signing = seed.signingRoot()) {
            Ed25519Key own = signing.key(network.node.chainId(), ben.sid(), 1);
            GrantTerms terms =
                    network.all(ben, network.rural()).untilDischarge(visit).terms(1);
            for (int i = 0; i < 65; i++) {
                network.commit(own, new GrantCommand.Grant(network.ledger.newId(), ben.sid(), terms, Optional.empty()));
            }
            Discharged discharged = done(network.hospital(network.rural()).discharge(visit));
            assertThat(discharged.receipts()).hasSize(2);
            assertThat(discharged.all()).isTrue();
            assertThat(done(ben.grants()).entries())
                    .hasSize(65)
                    .allSatisfy(grant -> assertThat(grant.ended()).isPresent());
        }
    }

    @Test
    void declinedRequestOpensNothingAndIsAnsweredOnce() {
        Asked asked = done(doctor.request(ana.sid(), everything(), Purpose.TREAT, Optional.empty()));
        assertThat(failure(
                                doctor.request(ana.sid(), everything(), Purpose.TREAT, Optional.empty()),
                                HealthException.Refused.class)
                        .refusal())
                .isEqualTo(Refusal.REQUEST_PENDING);
        done(ana.decline(asked.qid()));
        assertThat(done(doctor.answerTo(asked.qid())).orElseThrow().gid()).isEmpty();
        assertThat(failure(ana.decline(asked.qid()), HealthException.Refused.class)
                        .refusal())
                .isEqualTo(Refusal.REQUEST_CLOSED);
        assertThat(failure(ana.answer(asked.qid(), network.all(ana, network.rural())), HealthException.Unknown.class))
                .hasMessageContaining("nothing was allowed");
        assertThat(done(ana.grants()).entries()).isEmpty();
    }

    /** She says no on one device while the other seals her yes. */
    @Test
    void permissionThatAnswersNothingDoesNotStay() {
        PatientSeed seed = PatientSeed.generate(network.random);
        try (Patient phone = network.enrolled(network.city(), seed)) {
            Id qid = done(doctor.request(phone.sid(), everything(), Purpose.TREAT, Optional.empty()))
                    .qid();
            Permission permission = network.all(phone, network.rural());
            try (Patient tablet = network.patient(seed, phone.sid(), command -> {
                if (command instanceof ReadingCommand.AnswerRequest) {
                    done(phone.decline(qid));
                }
            })) {
                assertThat(failure(tablet.answer(qid, permission), HealthException.Refused.class)
                                .refusal())
                        .isEqualTo(Refusal.REQUEST_CLOSED);
            }
            assertThat(done(phone.grants()).entries())
                    .singleElement()
                    .satisfies(grant -> assertThat(grant.ended()).isPresent());
        }
    }

    @Test
    void hospitalThatDoesNotKeepTheFileIsToldSo() {
        assertThat(failure(
                        network.hospital(network.rural()).publish(ana.sid(), Network.entry("clinical", "x")),
                        HealthException.Unknown.class))
                .hasMessageContaining("another hospital keeps file " + ana.sid());
        assertThat(failure(
                        network.hospital(network.rural())
                                .publish(network.ledger.newId(), Network.entry("clinical", "x")),
                        HealthException.Unknown.class))
                .hasMessageContaining("no subject");
        EnrolmentForm form = done(network.patient(PatientSeed.generate(network.random), network.ledger.newId())
                .enrolmentForm(network.city().orgId, DefaultPolicy.BREAK_GLASS_ONLY, Network.GROUPS));
        assertThat(failure(network.hospital(network.rural()).enroll(form), HealthException.Unknown.class))
                .hasMessageContaining("the form is for another hospital");
    }

    @Test
    void formThatWasAlteredOpensNoFile() {
        Patient eve = network.patient(PatientSeed.generate(network.random), network.ledger.newId());
        EnrolmentForm good = done(eve.enrolmentForm(network.city().orgId, DefaultPolicy.DENY, Network.GROUPS));
        EnrolmentForm other = done(eve.enrolmentForm(network.city().orgId, DefaultPolicy.DENY, Network.GROUPS));
        assertThat(failure(
                        network.hospital(network.city()).enroll(with(good, good.policy(), other.writersMap())),
                        HealthException.Unknown.class))
                .hasMessageContaining("was altered");
        EnrolmentForm open = with(good, DefaultPolicy.BREAK_GLASS_ONLY, good.writersMap());
        assertThat(failure(network.hospital(network.city()).enroll(open), HealthException.Refused.class)
                        .refusal())
                .isEqualTo(Refusal.SIGNATURE_INVALID);
    }

    private static EnrolmentForm with(EnrolmentForm form, DefaultPolicy policy, Bytes map) {
        return new EnrolmentForm(
                form.sid(), form.key(), form.patient(), policy, form.compartments(), map, form.mapSignature());
    }

    /** A key has one owner for ever, and whoever sees a form, or a command that waits for its block, can name its key first. */
    @Test
    void patientWhoseNextKeysOthersHaveNamedTakesLaterOnes() {
        Hospital city = network.hospital(network.city());
        Id sid = done(city.sponsor(Network.GROUPS, DefaultPolicy.BREAK_GLASS_ONLY));
        Published arm = done(city.publish(sid, Network.entry("clinical", "a broken arm")));
        PatientSeed seed = PatientSeed.generate(network.random);
        try (Patient ben = network.patient(seed, sid)) {
            ClaimForm first = done(ben.claimForm());
            Id cid = done(ben.compartments()).entries().get(0).cid();
            network.commit(network.rural().gateway, registrationOf(first.key(), nextKey(seed, sid, cid)));
            assertThat(failure(city.claim(first), HealthException.Refused.class).refusal())
                    .isEqualTo(Refusal.KEY_IN_USE);
            ClaimForm second = done(ben.claimForm());
            assertThat(second.key()).isNotEqualTo(first.key());
            done(city.claim(second));
            assertThat(done(ben.takeOver())).hasSize(4);
            assertThat(done(city.reseal(sid)).records()).containsExactly(arm.rid());
            try (OpenRecords open = done(ben.read(List.of(arm.rid())))) {
                assertThat(text(open, arm.rid())).isEqualTo("a broken arm");
            }
        }
    }

    private X25519PublicKey nextKey(PatientSeed seed, Id sid, Id cid) {
        try (DecryptionRoot root = seed.decryptionRoot();
                X25519Key key = root.compartmentKey(network.node.chainId(), sid, cid, 2)) {
            return key.publicKey();
        }
    }

    private SubjectCommand registrationOf(PublicKey key, X25519PublicKey sealing) {
        List<NewCompartment> compartments = new ArrayList<>();
        compartments.add(new NewCompartment(network.ledger.newId(), sealing, false));
        while (compartments.size() < SubjectCommand.MIN_COMPARTMENTS) {
            try (X25519Key other = X25519Key.generate(network.random)) {
                compartments.add(new NewCompartment(network.ledger.newId(), other.publicKey(), false));
            }
        }
        return new SubjectCommand.RegisterSubject(
                network.ledger.newId(), key, Optional.empty(), DefaultPolicy.DENY, compartments);
    }

    @Test
    void ownerOfASponsoredFileChoosesThatNoEmergencyOpensIt() {
        Hospital city = network.hospital(network.city());
        Id sid = done(city.sponsor(Network.GROUPS, DefaultPolicy.BREAK_GLASS_ONLY));
        try (Patient ben = network.patient(PatientSeed.generate(network.random), sid)) {
            assertThat(failure(ben.setPolicy(DefaultPolicy.DENY), HealthException.Unknown.class))
                    .hasMessageContaining("not claimed yet");
            done(city.claim(done(ben.claimForm())));
            done(ben.setPolicy(DefaultPolicy.DENY));
            assertThat(failure(doctor.breakGlass(sid, EmergencyReason.UNCONSCIOUS, 1), HealthException.Refused.class)
                            .refusal())
                    .isEqualTo(Refusal.BREAK_GLASS_DENIED);
            done(ben.setPolicy(DefaultPolicy.BREAK_GLASS_ONLY));
            assertThat(done(city.file(sid)).manifest().version()).isEqualTo(2);
            done(doctor.breakGlass(sid, EmergencyReason.UNCONSCIOUS, 1));
        }
    }

    @Test
    void cardThatIsNotTheOneOnTheLedgerIsNotShown() {
        Badge own = network.employ(network.rural(), "Dr R. Okafor", Role.ATTENDING);
        PractitionerCard card = own.card();
        PractitionerCard other = new PractitionerCard(
                card.pracId(),
                card.orgId(),
                "Your family doctor",
                card.role(),
                card.organisation(),
                card.fromMicros(),
                card.untilMicros(),
                card.salt());
        Clinician impostor = network.hospital(network.rural()).clinician(new Badge(other, own.key(), Optional.empty()));
        done(impostor.request(ana.sid(), everything(), Purpose.TREAT, Optional.empty()));
        assertThat(done(ana.requests()))
                .singleElement()
                .satisfies(request -> assertThat(request.card()).isEmpty());
    }

    @Test
    void patientReadsHerOwnAndThatIsLoggedToo() {
        Published record = network.publish(network.city(), ana, "mind", "sleeps badly");
        network.hill().down = true;
        try (OpenRecords open = done(ana.read(List.of(record.rid())))) {
            assertThat(text(open, record.rid())).isEqualTo("sleeps badly");
        }
        assertThat(done(ana.accessLog()).entries()).singleElement().satisfies(access -> {
            assertThat(access.orgId()).isEmpty();
            assertThat(access.request().basis()).isEqualTo(new Basis.Self());
        });
    }

    @Test
    void emergencyOpensEssentialsOnlyAndIsReviewed() {
        Published allergy = network.publish(network.city(), ana, "essential", "penicillin");
        Published arm = network.publish(network.city(), ana, "clinical", "a broken arm");
        BrokenGlass glass = done(doctor.breakGlass(ana.sid(), EmergencyReason.UNCONSCIOUS, 2));
        assertThat(glass.essentials()).extracting(record -> record.rid()).containsExactly(allergy.rid());
        Id eid = glass.emergency().eid();
        try (OpenRecords open = done(doctor.readInEmergency(eid, List.of(allergy.rid())))) {
            assertThat(text(open, allergy.rid())).isEqualTo("penicillin");
        }
        assertThat(failure(doctor.readInEmergency(eid, List.of(arm.rid())), HealthException.NotPermitted.class)
                        .decision())
                .isEqualTo(Decision.NOT_PERMITTED);
        EmergencyEntry seen = done(ana.emergencies()).entries().get(0);
        assertThat(done(ana.card(seen.orgId(), seen.request().pracId())).map(PractitionerCard::name))
                .contains("Dr R. Okafor");
        PrivacyOfficer officer = network.hospital(network.rural())
                .officer(network.employ(network.rural(), "P. Officer", Role.PRIVACY_OFFICER));
        assertThat(done(officer.openReviews()).entries())
                .extracting(EmergencyEntry::eid)
                .containsExactly(eid);
        done(officer.review(eid, false));
        assertThat(done(officer.openReviews()).entries()).isEmpty();
        assertThat(failure(doctor.readInEmergency(eid, List.of(allergy.rid())), HealthException.NotPermitted.class)
                        .decision())
                .as("not justified: the credential is frozen")
                .isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void secondPersonStandsBehindAnEmergency() {
        Clinician colleague = network.clinician(network.rural(), "Dr C. Lee", Role.EMERGENCY);
        BrokenGlass glass = done(doctor.breakGlass(ana.sid(), EmergencyReason.LIFE_THREATENING, 1, colleague));
        assertThat(glass.emergency().request().second().map(second -> second.pracId()))
                .contains(colleague.pracId());
        Clinician nurse = network.clinician(network.rural(), "N. Nurse", Role.NURSE);
        assertThat(failure(nurse.breakGlass(ana.sid(), EmergencyReason.UNCONSCIOUS, 1), HealthException.Refused.class)
                        .refusal())
                .isEqualTo(Refusal.ROLE_MISSING);
    }

    @Test
    void deliveryNeedsThatThePatientAllowedCopies() {
        Published record = network.publish(network.city(), ana, "clinical", "a broken arm");
        Granted viewing = done(ana.grant(network.all(ana, network.rural())));
        assertThat(failure(
                                doctor.deliver(viewing.gid(), List.of(record.rid()), Purpose.TREAT),
                                HealthException.NotPermitted.class)
                        .decision())
                .isEqualTo(Decision.NOT_PERMITTED);
        Granted keeping = done(ana.grant(network.all(ana, network.rural()).withCopies()));
        try (OpenRecords open = done(doctor.deliver(keeping.gid(), List.of(record.rid()), Purpose.TREAT))) {
            assertThat(text(open, record.rid())).isEqualTo("a broken arm");
        }
        assertThat(done(ana.accessLog()).entries())
                .extracting(access -> access.request().kind())
                .containsExactly(AccessKind.DELIVER, AccessKind.DELIVER);
    }

    @Test
    void usesAreCounted() {
        Published record = network.publish(network.city(), ana, "clinical", "a broken arm");
        Granted grant = done(ana.grant(network.all(ana, network.rural()).withUses(1)));
        done(doctor.read(grant.gid(), List.of(record.rid()), Purpose.TREAT)).close();
        assertThat(failure(
                                doctor.read(grant.gid(), List.of(record.rid()), Purpose.TREAT),
                                HealthException.NotPermitted.class)
                        .decision())
                .isEqualTo(Decision.USED_UP);
    }

    @Test
    void denialBeatsAPermission() {
        Published record = network.publish(network.city(), ana, "clinical", "a broken arm");
        Granted grant = done(ana.grant(network.all(ana, network.rural())));
        done(ana.deny(network.all(ana, network.rural())));
        assertThat(failure(
                                doctor.read(grant.gid(), List.of(record.rid()), Purpose.TREAT),
                                HealthException.NotPermitted.class)
                        .decision())
                .isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void logOfAHospitalIsProvenToBeTheseAndNoOthers() {
        Published record = network.publish(network.city(), ana, "clinical", "a broken arm");
        Granted grant = done(ana.grant(network.all(ana, network.rural())));
        OpenRecords first = done(doctor.read(grant.gid(), List.of(record.rid()), Purpose.TREAT));
        OpenRecords second = done(doctor.read(grant.gid(), List.of(record.rid()), Purpose.TREAT));
        first.close();
        second.close();
        Proven<AccessEntry> log = done(network.hospital(network.rural()).accessLog());
        assertThat(log.entries()).extracting(AccessEntry::aid).containsExactly(first.aid(), second.aid());
        assertThat(log.height())
                .isGreaterThanOrEqualTo(second.receipt().header().height());
    }

    @Test
    void absentPatientsFileIsClaimedAndSealedAnew() {
        Hospital city = network.hospital(network.city());
        Id sid = done(city.sponsor(Network.GROUPS, DefaultPolicy.BREAK_GLASS_ONLY));
        Published allergy = done(city.publish(sid, Network.entry("essential", "penicillin")));
        Published arm = done(city.publish(sid, Network.entry("clinical", "a broken arm")));
        BrokenGlass glass = done(doctor.breakGlass(sid, EmergencyReason.UNCONSCIOUS, 1));
        done(doctor.readInEmergency(glass.emergency().eid(), List.of(allergy.rid())))
                .close();

        try (Patient ben = network.patient(PatientSeed.generate(network.random), sid)) {
            assertThat(failure(ben.read(List.of(arm.rid())), HealthException.Unknown.class))
                    .hasMessageContaining("not claimed yet");
            done(city.claim(done(ben.claimForm())));
            assertThat(done(ben.takeOver())).hasSize(4);
            assertThat(done(ben.takeOver())).isEmpty();
            assertThat(done(city.reseal(sid)).records()).containsExactlyInAnyOrder(allergy.rid(), arm.rid());
            assertThat(done(city.reseal(sid)).records()).isEmpty();
            assertThat(done(city.groups(sid))).containsOnlyKeys("clinical", "essential", "mind");
            assertThat(done(doctor.compartmentsOf(sid)).entries())
                    .extracting(CompartmentEntry::cid)
                    .containsAll(done(city.groups(sid)).values());
            try (OpenRecords open = done(ben.read(List.of(arm.rid())))) {
                assertThat(text(open, arm.rid())).isEqualTo("a broken arm");
            }
            Published later = done(
                    city.publish(sid, Network.entry("clinical", "a healed arm").superseding(arm.rid())));
            Granted grant = done(ben.grant(network.all(ben, network.rural())));
            try (OpenRecords open = done(doctor.read(grant.gid(), List.of(arm.rid(), later.rid()), Purpose.TREAT))) {
                assertThat(text(open, later.rid())).isEqualTo("a healed arm");
            }
        }
    }

    /** Before the claim it was sealed to the sponsor's key. */
    @Test
    void cardIsShownAnewToTheKeyOfWhoClaimedTheFile() {
        Hospital city = network.hospital(network.city());
        Id sid = done(city.sponsor(Network.GROUPS, DefaultPolicy.BREAK_GLASS_ONLY));
        assertThat(done(doctor.breakGlass(sid, EmergencyReason.UNCONSCIOUS, 1)).faults())
                .isEmpty();
        try (Patient ben = network.patient(PatientSeed.generate(network.random), sid)) {
            done(city.claim(done(ben.claimForm())));
            done(ben.takeOver());
            Scope file = new Scope.Compartments(done(ben.compartments()).entries().stream()
                    .map(CompartmentEntry::cid)
                    .toList());
            assertThat(done(doctor.request(sid, file, Purpose.TREAT, Optional.empty()))
                            .faults())
                    .isEmpty();
            assertThat(done(ben.requests()))
                    .singleElement()
                    .satisfies(request -> assertThat(request.card().map(PractitionerCard::name))
                            .contains("Dr R. Okafor"));
        }
    }

    @Test
    void grantThatEndsBeforeItBeginsIsRefusedAndLeavesNoCapsules() {
        network.publish(network.city(), ana, "clinical", "a broken arm");
        Permission backwards = new Permission(
                network.all(ana, network.rural()).grantee(),
                everything(),
                Set.of(Purpose.TREAT),
                LegalBasis.CONSENT,
                Instant.now().plusSeconds(60),
                Instant.now().plusSeconds(30),
                OptionalInt.empty(),
                false,
                false,
                false,
                Optional.empty());
        assertThat(failure(ana.grant(backwards), HealthException.Refused.class).refusal())
                .isEqualTo(Refusal.BAD_PERIOD);
        network.sites.forEach(
                site -> assertThat(site.vault.blobs.keySet()).noneMatch(name -> name.startsWith("grant/")));
    }
}
