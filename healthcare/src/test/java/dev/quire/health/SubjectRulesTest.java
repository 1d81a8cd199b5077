package dev.quire.health;

import static dev.quire.health.Town.CID;
import static dev.quire.health.Town.CITY;
import static dev.quire.health.Town.OTHER_SID;
import static dev.quire.health.Town.RURAL;
import static dev.quire.health.Town.SCRIBE;
import static dev.quire.health.Town.SID;
import static dev.quire.health.Town.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SubjectRulesTest {
    private static final Id THIRD_SID = id(0x22);

    private final Town town = Town.settled();

    @Test
    void subjectIsActiveWithItsPatientAndUnclaimedWithout() {
        town.applied("city gateway", SCRIBE.unclaimed(OTHER_SID, "sponsor"));
        assertThat(town.subject(SID).status()).isEqualTo(SubjectStatus.ACTIVE);
        assertThat(town.subject(SID).writer()).isEqualTo(CITY);
        assertThat(town.subject(OTHER_SID).status()).isEqualTo(SubjectStatus.UNCLAIMED);
        assertThat(town.list(EntryIndex.COMPARTMENTS_OF_SUBJECT, CompartmentEntry.class, OTHER_SID))
                .hasSize(4);
    }

    @Test
    void onlyGatewaysRegisterSubjects() {
        town.refused(Refusal.NOT_GATEWAY, "city controller", SCRIBE.unclaimed(OTHER_SID, "sponsor"));
        town.refused(Refusal.NOT_GATEWAY, "patient", SCRIBE.unclaimed(OTHER_SID, "sponsor"));
    }

    @Test
    void subjectIdIsTakenOnce() {
        town.refused(Refusal.SUBJECT_EXISTS, "city gateway", SCRIBE.unclaimed(SID, "sponsor"));
    }

    /** Custodians' logs name members and patients by their ids: one must not be taken for the other. */
    @Test
    void subjectIdIsNoMembers() {
        town.refused(Refusal.SUBJECT_EXISTS, "city gateway", SCRIBE.unclaimed(CITY, "sponsor"));
    }

    @Test
    void noKeyTiesTwoSubjectsTogether() {
        town.refused(Refusal.KEY_IN_USE, "city gateway", SCRIBE.subject(OTHER_SID, CITY, "patient"));
        SubjectCommand.RegisterSubject good = SCRIBE.unclaimed(OTHER_SID, "sponsor");
        List<NewCompartment> compartments = SCRIBE.compartments(SID, "patient");
        town.refused(Refusal.KEY_IN_USE, "city gateway", with(good, compartments));
        List<NewCompartment> twice = new ArrayList<>(good.compartments());
        twice.add(new NewCompartment(id(0x39), good.compartments().get(0).key(), false));
        town.refused(Refusal.KEY_IN_USE, "city gateway", with(good, twice));
    }

    @Test
    void weakCompartmentKeysAreRefused() {
        SubjectCommand.RegisterSubject good = SCRIBE.unclaimed(OTHER_SID, "sponsor");
        List<NewCompartment> weak = new ArrayList<>(good.compartments());
        weak.add(new NewCompartment(id(0x39), new X25519PublicKey(Town.hash(0).bytes()), false));
        town.refused(Refusal.WEAK_KEY, "city gateway", with(good, weak));
    }

    @Test
    void compartmentKeyInOtherBytesIsRefused() {
        SubjectCommand.RegisterSubject good = SCRIBE.unclaimed(OTHER_SID, "sponsor");
        List<NewCompartment> twice = new ArrayList<>(good.compartments());
        twice.add(new NewCompartment(id(0x39), Cast.alias(twice.get(0).key()), false));
        town.refused(Refusal.NON_CANONICAL_KEY, "city gateway", with(good, twice));
    }

    private static SubjectCommand with(SubjectCommand.RegisterSubject command, List<NewCompartment> compartments) {
        return new SubjectCommand.RegisterSubject(
                command.sid(), command.signingKey(), command.patient(), command.policy(), compartments);
    }

    @Test
    void patientsSignatureIsForThisSubjectAndWriter() {
        town.refused(Refusal.SIGNATURE_INVALID, "city gateway", SCRIBE.subject(OTHER_SID, RURAL, "other"));
        SubjectCommand.RegisterSubject elsewhere = SCRIBE.subject(THIRD_SID, CITY, "other");
        town.refused(
                Refusal.SIGNATURE_INVALID,
                "city gateway",
                new SubjectCommand.RegisterSubject(
                        OTHER_SID,
                        elsewhere.signingKey(),
                        elsewhere.patient(),
                        elsewhere.policy(),
                        elsewhere.compartments()));
    }

    @Test
    void patientSignsAllThatIsRegistered() {
        SubjectCommand.RegisterSubject good = SCRIBE.subject(OTHER_SID, CITY, "other");
        town.refused(
                Refusal.SIGNATURE_INVALID,
                "city gateway",
                new SubjectCommand.RegisterSubject(
                        OTHER_SID, good.signingKey(), good.patient(), DefaultPolicy.DENY, good.compartments()));
        NewCompartment first = good.compartments().get(0);
        for (NewCompartment other : List.of(
                new NewCompartment(first.cid(), first.key(), !first.emergency()),
                new NewCompartment(first.cid(), Cast.sealing("the hospital's"), first.emergency()),
                new NewCompartment(id(0x39), first.key(), first.emergency()))) {
            List<NewCompartment> altered = new ArrayList<>(good.compartments());
            altered.set(0, other);
            town.refused(Refusal.SIGNATURE_INVALID, "city gateway", with(good, altered));
        }
        List<NewCompartment> more = new ArrayList<>(good.compartments());
        more.add(new NewCompartment(id(0x39), Cast.sealing("one more"), false));
        town.refused(Refusal.SIGNATURE_INVALID, "city gateway", with(good, more));
        town.applied("city gateway", good);
    }

    @Test
    void claimIsSignedBySponsorAndPatient() {
        town.applied("city gateway", SCRIBE.unclaimed(OTHER_SID, "sponsor"));
        town.refused(Refusal.NOT_GATEWAY, "other", SCRIBE.claim(OTHER_SID, CITY, "other"));
        town.refused(Refusal.NOT_WRITER, "rural gateway", SCRIBE.claim(OTHER_SID, RURAL, "other"));
        town.refused(Refusal.SIGNATURE_INVALID, "city gateway", SCRIBE.claim(OTHER_SID, RURAL, "other"));
        town.refused(Refusal.SUBJECT_UNKNOWN, "city gateway", SCRIBE.claim(THIRD_SID, CITY, "other"));
        town.refused(Refusal.KEY_IN_USE, "city gateway", SCRIBE.claim(OTHER_SID, CITY, "sponsor"));
        town.applied("city gateway", SCRIBE.claim(OTHER_SID, CITY, "other"));
        SubjectEntry claimed = town.subject(OTHER_SID);
        assertThat(claimed.status()).isEqualTo(SubjectStatus.ACTIVE);
        assertThat(claimed.signingEpoch()).isEqualTo(2);
        assertThat(claimed.claimed()).contains(new Position(town.height, 0));
        town.refused(Refusal.ALREADY_CLAIMED, "city gateway", SCRIBE.claim(OTHER_SID, CITY, "third"));
    }

    /** Somebody who saw the patient's key may have named it first. */
    @Test
    void claimIsOfAnyLaterEpochThatIsSigned() {
        town.applied("city gateway", SCRIBE.unclaimed(OTHER_SID, "sponsor"));
        town.refused(Refusal.NOT_NEXT, "city gateway", SCRIBE.claim(OTHER_SID, CITY, 1, "other"));
        town.refused(Refusal.NOT_NEXT, "city gateway", SCRIBE.claim(OTHER_SID, CITY, 1_002, "other"));
        SubjectCommand.ClaimSubject good = SCRIBE.claim(OTHER_SID, CITY, 1_001, "other");
        town.refused(
                Refusal.SIGNATURE_INVALID,
                "city gateway",
                new SubjectCommand.ClaimSubject(OTHER_SID, 7, good.key(), good.patient()));
        town.applied("city gateway", good);
        assertThat(town.subject(OTHER_SID).signingEpoch()).isEqualTo(1_001);
    }

    @Test
    void sponsorsKeySignsNothingMoreAfterTheClaim() {
        town.applied("city gateway", SCRIBE.unclaimed(OTHER_SID, "sponsor"));
        town.applied("sponsor", rotate(OTHER_SID, CID, 2, "next"));
        town.applied("city gateway", SCRIBE.claim(OTHER_SID, CITY, "other"));
        town.refused(Refusal.NOT_PATIENT, "sponsor", rotate(OTHER_SID, CID, 3, "one more"));
        town.applied("other", rotate(OTHER_SID, CID, 3, "one more"));
    }

    @Test
    void newRecordsGoToTheSubjectThatItIsLinkedTo() {
        town.applied("city gateway", SCRIBE.unclaimed(OTHER_SID, "sponsor"));
        town.applied("city gateway", new SubjectCommand.LinkSubject(OTHER_SID, SID));
        RecordCommand put = new RecordCommand.PutRecord(SCRIBE.terms(id(0x41), OTHER_SID, CID));
        town.refused(Refusal.SUBJECT_LINKED, "city gateway", put);
        town.refused(Refusal.SUBJECT_LINKED, "city gateway", new SubjectCommand.LinkSubject(OTHER_SID, SID));
        town.applied("city gateway", SCRIBE.record(id(0x41), CID));
        assertThat(town.subject(OTHER_SID).linkedTo()).contains(SID);
    }

    @Test
    void linksAreWithinOneWriterAndLeadToOneEnd() {
        town.applied("city gateway", SCRIBE.unclaimed(OTHER_SID, "sponsor"));
        town.applied("rural gateway", SCRIBE.unclaimed(THIRD_SID, "rural sponsor"));
        town.refused(Refusal.NOT_WRITER, "city gateway", new SubjectCommand.LinkSubject(THIRD_SID, SID));
        town.refused(Refusal.NOT_WRITER, "city gateway", new SubjectCommand.LinkSubject(SID, THIRD_SID));
        town.refused(Refusal.SUBJECT_UNKNOWN, "city gateway", new SubjectCommand.LinkSubject(SID, id(0x29)));
        town.refused(Refusal.LINK_INVALID, "city gateway", new SubjectCommand.LinkSubject(SID, SID));
        town.applied("city gateway", new SubjectCommand.LinkSubject(OTHER_SID, SID));
        town.refused(Refusal.LINK_INVALID, "city gateway", new SubjectCommand.LinkSubject(SID, OTHER_SID));
        Id fourth = id(0x23);
        town.applied("city gateway", SCRIBE.unclaimed(fourth, "fourth sponsor"));
        town.applied("city gateway", new SubjectCommand.LinkSubject(SID, fourth));
        town.refused(Refusal.LINK_INVALID, "city gateway", new SubjectCommand.LinkSubject(fourth, OTHER_SID));
        town.refused(Refusal.LINK_INVALID, "city gateway", new SubjectCommand.LinkSubject(fourth, SID));
    }

    @Test
    void manifestIsTheOwnersAndTheNext() {
        town.refused(Refusal.NOT_PATIENT, "city gateway", manifest(1));
        town.refused(Refusal.NOT_NEXT, "patient", manifest(2));
        town.applied("patient", manifest(1));
        town.refused(Refusal.NOT_NEXT, "patient", manifest(1));
        assertThat(town.subject(SID).manifest())
                .isEqualTo(new Manifest(1, Town.hash(7), DefaultPolicy.DENY, Optional.empty()));
    }

    private static SubjectCommand manifest(int version) {
        return new SubjectCommand.SetManifest(SID, version, Town.hash(7), DefaultPolicy.DENY, Optional.empty());
    }

    @Test
    void compartmentsAreTheOwners() {
        town.refused(Refusal.NOT_PATIENT, "city gateway", add(0x39));
        town.refused(Refusal.NOT_PATIENT, "city gateway", rotate(SID, CID, 2, "next"));
        town.applied("patient", add(0x39));
        town.refused(
                Refusal.COMPARTMENT_EXISTS,
                "patient",
                new SubjectCommand.AddCompartment(SID, new NewCompartment(CID, Cast.sealing("fresh"), false)));
    }

    @Test
    void subjectHasThirtyTwoCompartmentsAtMost() {
        for (int i = 4; i < SubjectCommand.MAX_COMPARTMENTS; i++) {
            town.applied("patient", add(0x3100 + i));
        }
        town.refused(Refusal.TOO_MANY_COMPARTMENTS, "patient", add(0x3200));
    }

    @Test
    void compartmentKeysFollowOneAnother() {
        town.refused(Refusal.COMPARTMENT_UNKNOWN, "patient", rotate(SID, id(0x3f), 2, "next"));
        town.refused(Refusal.NOT_NEXT, "patient", rotate(SID, CID, 1, "next"));
        town.refused(Refusal.NOT_NEXT, "patient", rotate(SID, CID, 1_002, "next"));
        town.applied("patient", rotate(SID, CID, 3, "next"));
        town.refused(Refusal.NOT_NEXT, "patient", rotate(SID, CID, 3, "fresh"));
        town.refused(Refusal.NOT_NEXT, "patient", rotate(SID, CID, 2, "fresh"));
        town.refused(Refusal.KEY_IN_USE, "patient", rotate(SID, CID, 4, "next"));
        CompartmentEntry compartment = town.find(EntryKind.COMPARTMENT, CompartmentEntry.class, SID, CID)
                .orElseThrow();
        assertThat(compartment.epoch()).isEqualTo(3);
        assertThat(compartment.sealingKey()).isEqualTo(Cast.sealing("next"));
    }

    /** Nothing freezes a subject yet, so the state is made by hand. */
    @Test
    void frozenSubjectIsAtRest() {
        SubjectEntry active = town.subject(SID);
        SubjectEntry frozen = new SubjectEntry(
                SID,
                SubjectStatus.FROZEN,
                active.signingKey(),
                1,
                CITY,
                active.manifest(),
                Optional.empty(),
                active.registered(),
                active.claimed());
        town.applied("patient", town.terms().grant(Town.GID));
        town.applied("rural gateway", SCRIBE.breakGlass(Town.EID, SID, Town.DOCTOR));
        town.context.put(frozen.key(), frozen.encoded());
        town.refused(Refusal.SUBJECT_NOT_ACTIVE, "patient", add(0x39));
        town.refused(Refusal.SUBJECT_NOT_ACTIVE, "patient", manifest(1));
        town.refused(Refusal.SUBJECT_NOT_ACTIVE, "patient", new GrantCommand.Revoke(Town.GID));
        town.refused(Refusal.SUBJECT_NOT_ACTIVE, "rural gateway", SCRIBE.breakGlass(id(0x5d), SID, Town.DOCTOR));
        assertThat(town.decision("rural gateway", Town.access(1, new Basis.ByGrant(Town.GID), Town.RID)))
                .isEqualTo(Decision.NOT_PERMITTED);
        assertThat(town.decision("patient", Town.access(2, new Basis.Self(), Town.RID)))
                .isEqualTo(Decision.NOT_PERMITTED);
        ReadingCommand.Access emergency = Town.access(
                3, new Basis.ByEmergency(Town.EID), AccessKind.VIEW, Purpose.ETREAT, Town.DOCTOR, Town.ALLERGY);
        assertThat(town.decision("rural gateway", emergency)).isEqualTo(Decision.NOT_PERMITTED);
    }

    private static SubjectCommand add(int cid) {
        return new SubjectCommand.AddCompartment(
                SID, new NewCompartment(id(cid), Cast.sealing("compartment " + cid), false));
    }

    private static SubjectCommand rotate(Id sid, Id cid, int epoch, String name) {
        return new SubjectCommand.RotateCompartment(sid, cid, epoch, Cast.sealing(name));
    }
}
