package dev.quire.health;

import static dev.quire.health.Town.ALLERGY;
import static dev.quire.health.Town.CITY;
import static dev.quire.health.Town.COAST;
import static dev.quire.health.Town.COLLEAGUE;
import static dev.quire.health.Town.DOCTOR;
import static dev.quire.health.Town.EID;
import static dev.quire.health.Town.HOUR;
import static dev.quire.health.Town.NURSE;
import static dev.quire.health.Town.OFFICER;
import static dev.quire.health.Town.OTHER_SID;
import static dev.quire.health.Town.RID;
import static dev.quire.health.Town.RURAL;
import static dev.quire.health.Town.SCRIBE;
import static dev.quire.health.Town.SID;
import static dev.quire.health.Town.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EmergencyRulesTest {
    private static final Basis BY_EMERGENCY = new Basis.ByEmergency(EID);

    private final Town town = Town.settled();
    private int number;

    @Test
    void brokenGlassOpensEssentialsForItsHours() {
        town.applied("rural gateway", breakGlass(EID));
        assertThat(read(ALLERGY)).isEqualTo(Decision.PERMITTED);
        assertThat(read(RID)).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(read(ALLERGY, RID)).isEqualTo(Decision.NOT_PERMITTED);
        town.pass(2 * HOUR - 1);
        assertThat(read(ALLERGY)).isEqualTo(Decision.PERMITTED);
        town.pass(1);
        assertThat(read(ALLERGY)).isEqualTo(Decision.ENDED);
    }

    @Test
    void onlyWhoBrokeItReadsToLookAtItForTreatment() {
        assertThat(read(ALLERGY)).isEqualTo(Decision.NOT_PERMITTED);
        town.applied("rural gateway", breakGlass(EID));
        assertThat(read(COLLEAGUE, AccessKind.VIEW, Purpose.ETREAT)).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(read(DOCTOR, AccessKind.DELIVER, Purpose.ETREAT)).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(read(DOCTOR, AccessKind.VIEW, Purpose.TREAT)).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(read(DOCTOR, AccessKind.VIEW, Purpose.ETREAT)).isEqualTo(Decision.PERMITTED);
        town.employ("city", DOCTOR, "city doctor", Role.ATTENDING);
        assertThat(town.decision("city gateway", access(DOCTOR, AccessKind.VIEW, Purpose.ETREAT, ALLERGY)))
                .isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void patientsDenialHoldsInAnEmergencyToo() {
        town.applied("rural gateway", breakGlass(EID));
        town.applied(
                "patient",
                town.terms()
                        .deny()
                        .cids(Town.ESSENTIALS)
                        .purposes(Purpose.ETREAT)
                        .grant(Town.GID));
        assertThat(read(ALLERGY)).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void patientWhoChoosesThatNoEmergencyOpensAnythingEndsOneThatRuns() {
        town.applied("rural gateway", breakGlass(EID));
        assertThat(read(ALLERGY)).isEqualTo(Decision.PERMITTED);
        town.applied("patient", policy(1, DefaultPolicy.DENY));
        assertThat(read(ALLERGY)).isEqualTo(Decision.ENDED);
        town.applied("patient", policy(2, DefaultPolicy.BREAK_GLASS_ONLY));
        assertThat(read(ALLERGY)).isEqualTo(Decision.PERMITTED);
    }

    private static SubjectCommand policy(int version, DefaultPolicy policy) {
        return new SubjectCommand.SetManifest(SID, version, Town.hash(7), policy, Optional.empty());
    }

    @Test
    void unclaimedSubjectHasEssentialsToo() {
        town.applied("city gateway", SCRIBE.unclaimed(OTHER_SID, "sponsor"));
        town.applied("city gateway", new RecordCommand.PutRecord(SCRIBE.terms(id(0x41), OTHER_SID, Town.ESSENTIALS)));
        town.applied("rural gateway", SCRIBE.breakGlass(EID, OTHER_SID, DOCTOR));
        ReadingCommand.Access access = new ReadingCommand.Access(
                id(0x61),
                OTHER_SID,
                BY_EMERGENCY,
                AccessKind.VIEW,
                List.of(id(0x41)),
                Purpose.ETREAT,
                Cast.sealing("once"),
                Optional.of(DOCTOR));
        assertThat(town.decision("rural gateway", access)).isEqualTo(Decision.PERMITTED);
        assertThat(read(ALLERGY)).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void glassIsBrokenByRescuersOnly() {
        town.refused(Refusal.NOT_GATEWAY, "doctor", breakGlass(EID));
        town.refused(Refusal.ROLE_MISSING, "rural gateway", SCRIBE.breakGlass(EID, SID, NURSE));
        town.refused(Refusal.CREDENTIAL_UNKNOWN, "city gateway", breakGlass(EID));
        town.applied("rural controller", new MemberCommand.RevokeCredential(COLLEAGUE));
        town.refused(Refusal.CREDENTIAL_INVALID, "rural gateway", SCRIBE.breakGlass(EID, SID, COLLEAGUE));
        town.pass(60 * Scribe.DAY);
        town.refused(Refusal.CREDENTIAL_INVALID, "rural gateway", breakGlass(EID));
    }

    @Test
    void subjectIsThereAndEmergencyIdNew() {
        town.refused(Refusal.SUBJECT_UNKNOWN, "rural gateway", SCRIBE.breakGlass(EID, OTHER_SID, DOCTOR));
        town.applied("rural gateway", breakGlass(EID));
        town.refused(Refusal.EMERGENCY_EXISTS, "rural gateway", breakGlass(EID));
    }

    @Test
    void patientMayChooseThatNothingIsOpened() {
        town.applied(
                "patient", new SubjectCommand.SetManifest(SID, 1, Town.hash(7), DefaultPolicy.DENY, Optional.empty()));
        town.refused(Refusal.BREAK_GLASS_DENIED, "rural gateway", breakGlass(EID));
    }

    @Test
    void emergencyIsShort() {
        town.refused(Refusal.TOO_LONG, "rural gateway", hours(13));
        town.applied("rural gateway", hours(12));
    }

    private static EmergencyCommand hours(int hours) {
        return SCRIBE.breakGlass(EID, SID, DOCTOR, hours);
    }

    @Test
    void newMemberWaitsSevenDays() {
        GovernanceCommand register = new GovernanceCommand.RegisterMember(SCRIBE.profile(COAST, "coast"), List.of());
        town.applied("coast controller", SCRIBE.approved(register, "city controller", "rural controller"));
        town.employ("coast", id(0x75), "coast doctor", Role.EMERGENCY);
        town.pass(EmergencyRules.NEW_MEMBER_MICROS - 1);
        town.refused(Refusal.MEMBER_TOO_NEW, "coast gateway", SCRIBE.breakGlass(EID, SID, id(0x75)));
        town.pass(1);
        town.applied("coast gateway", SCRIBE.breakGlass(EID, SID, id(0x75)));
    }

    @Test
    void aboveTheQuotaASecondPersonSignsAndAllAreAlarmed() {
        town.applied("rural gateway", breakGlass(id(0x5d)));
        town.applied("rural gateway", breakGlass(id(0x5e)));
        town.refused(Refusal.SECOND_PERSON_NEEDED, "rural gateway", breakGlass(EID));
        assertThat(town.context.events).extracting("topic").doesNotContain("alarm");
        town.applied("rural gateway", SCRIBE.seconded(breakGlass(EID), COLLEAGUE, "colleague"));
        assertThat(town.context.events).extracting("topic").endsWith("break-glass", "alarm");
        assertThat(emergency(EID).overQuota()).isTrue();
        assertThat(emergency(id(0x5e)).overQuota()).isFalse();
        town.pass(Scribe.DAY);
        town.applied("rural gateway", breakGlass(id(0x5f)));
    }

    @Test
    void secondPersonIsAnotherOneAndSigned() {
        town.refused(
                Refusal.SECOND_PERSON_INVALID, "rural gateway", SCRIBE.seconded(breakGlass(EID), COLLEAGUE, "nurse"));
        town.refused(
                Refusal.SECOND_PERSON_INVALID, "rural gateway", SCRIBE.seconded(breakGlass(EID), DOCTOR, "doctor"));
        town.refused(Refusal.ROLE_MISSING, "rural gateway", SCRIBE.seconded(breakGlass(EID), NURSE, "nurse"));
        EmergencyCommand.BreakGlass other = SCRIBE.seconded(breakGlass(id(0x5d)), COLLEAGUE, "colleague");
        town.refused(
                Refusal.SECOND_PERSON_INVALID,
                "rural gateway",
                new EmergencyCommand.BreakGlass(EID, SID, DOCTOR, other.reason(), 2, other.second()));
    }

    @Test
    void officerOfTheHospitalReviewsOnce() {
        town.applied("rural gateway", breakGlass(EID));
        assertThat(openReviews()).hasSize(1);
        town.refused(Refusal.NOT_GATEWAY, "officer", review(EID, OFFICER, true));
        town.refused(Refusal.ROLE_MISSING, "rural gateway", review(EID, NURSE, true));
        town.refused(Refusal.CREDENTIAL_UNKNOWN, "rural gateway", review(EID, id(0x79), true));
        town.refused(Refusal.EMERGENCY_UNKNOWN, "rural gateway", review(id(0x5d), OFFICER, true));
        town.refused(Refusal.NOT_REVIEWER, "city gateway", review(EID, Town.CITY_OFFICER, true));
        town.applied("rural gateway", review(EID, OFFICER, true));
        town.refused(Refusal.ALREADY_REVIEWED, "rural gateway", review(EID, OFFICER, false));
        assertThat(openReviews()).isEmpty();
        assertThat(emergency(EID).review())
                .contains(new EmergencyEntry.Review(RURAL, OFFICER, true, false, new Position(town.height - 1, 0)));
        assertThat(read(ALLERGY)).isEqualTo(Decision.PERMITTED);
    }

    @Test
    void nobodyReviewsHimself() {
        town.applied(
                "rural controller",
                SCRIBE.credential(
                        id(0x75),
                        "both",
                        town.timeMicros + HOUR,
                        EnumSet.of(Role.ATTENDING, Role.PRIVACY_OFFICER),
                        Optional.empty()));
        town.applied("rural gateway", SCRIBE.breakGlass(EID, SID, id(0x75)));
        town.refused(Refusal.NOT_REVIEWER, "rural gateway", review(EID, id(0x75), true));
        town.applied("rural gateway", SCRIBE.seconded(breakGlass(id(0x5d)), id(0x75), "both"));
        town.refused(Refusal.NOT_REVIEWER, "rural gateway", review(id(0x5d), id(0x75), true));
    }

    @Test
    void unjustifiedFreezesTheCredential() {
        town.applied("rural gateway", breakGlass(EID));
        town.applied("rural gateway", review(EID, OFFICER, false));
        assertThat(read(ALLERGY)).isEqualTo(Decision.NOT_PERMITTED);
        town.refused(Refusal.CREDENTIAL_INVALID, "rural gateway", breakGlass(id(0x5d)));
        CredentialEntry doctor = town.find(EntryKind.CREDENTIAL, CredentialEntry.class, RURAL, DOCTOR)
                .orElseThrow();
        assertThat(doctor.status()).isEqualTo(CredentialStatus.FROZEN);
    }

    @Test
    void overdueReviewBlocksNothingAndIsEverybodysBusiness() {
        town.applied("rural gateway", breakGlass(EID));
        town.pass(EmergencyEntry.REVIEW_MICROS - 1);
        town.refused(Refusal.NOT_REVIEWER, "city gateway", review(EID, Town.CITY_OFFICER, true));
        town.applied("rural gateway", breakGlass(id(0x5d)));
        town.pass(1);
        town.applied("rural gateway", breakGlass(id(0x5e)));
        town.applied("rural gateway", SCRIBE.breakGlass(id(0x5f), SID, COLLEAGUE));
        assertThat(emergency(id(0x5d)).readerOverdue()).isFalse();
        assertThat(emergency(id(0x5e)).readerOverdue()).isTrue();
        assertThat(emergency(id(0x5f)).readerOverdue()).isFalse();
        town.applied("city gateway", review(EID, Town.CITY_OFFICER, true));
        assertThat(emergency(EID).review().orElseThrow().late()).isTrue();
        assertThat(town.list(EntryIndex.EMERGENCIES_OF_SUBJECT, EmergencyEntry.class, SID))
                .hasSize(4);
        assertThat(town.list(EntryIndex.EMERGENCIES_BY_MEMBER, EmergencyEntry.class, CITY))
                .isEmpty();
    }

    private List<EmergencyEntry> openReviews() {
        return town.list(EntryIndex.OPEN_REVIEWS_OF_MEMBER, EmergencyEntry.class, RURAL);
    }

    private EmergencyEntry emergency(Id eid) {
        return town.find(EntryKind.EMERGENCY, EmergencyEntry.class, eid).orElseThrow();
    }

    private static EmergencyCommand.BreakGlass breakGlass(Id eid) {
        return SCRIBE.breakGlass(eid, SID, DOCTOR);
    }

    private static EmergencyCommand review(Id eid, Id officer, boolean justified) {
        return new EmergencyCommand.ReviewBreakGlass(eid, officer, justified);
    }

    private Decision read(Id... rids) {
        return town.decision("rural gateway", access(DOCTOR, AccessKind.VIEW, Purpose.ETREAT, rids));
    }

    private Decision read(Id pracId, AccessKind kind, Purpose purpose) {
        return town.decision("rural gateway", access(pracId, kind, purpose, ALLERGY));
    }

    private ReadingCommand.Access access(Id pracId, AccessKind kind, Purpose purpose, Id... rids) {
        return Town.access(++number, BY_EMERGENCY, kind, purpose, pracId, rids);
    }
}
