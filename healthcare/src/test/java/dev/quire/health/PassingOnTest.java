package dev.quire.health;

import static dev.quire.health.Town.CID;
import static dev.quire.health.Town.CITY;
import static dev.quire.health.Town.GID;
import static dev.quire.health.Town.HOUR;
import static dev.quire.health.Town.OTHER_GID;
import static dev.quire.health.Town.OTHER_SID;
import static dev.quire.health.Town.RID;
import static dev.quire.health.Town.SCRIBE;
import static dev.quire.health.Town.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PassingOnTest {
    private static final Id CITY_DOCTOR = id(0x75);

    private final Town town = Town.settled();
    private int number;

    PassingOnTest() {
        town.employ("city", CITY_DOCTOR, "city doctor", Role.SPECIALIST);
    }

    @Test
    void referralReadsUntilTheWholeEnds() {
        town.applied("patient", whole().grant(GID));
        town.applied("rural gateway", part().partOf(GID, OTHER_GID));
        assertThat(read(RID)).isEqualTo(Decision.PERMITTED);
        town.applied("patient", new GrantCommand.Revoke(GID));
        assertThat(read(RID)).isEqualTo(Decision.ENDED);
        assertThat(town.grant(OTHER_GID).ended()).isEmpty();
    }

    /** A hospital that may pass on could fill the compartment's list, and the patient revokes the one that is hers. */
    @Test
    void referralWhoseWholeHasEndedTakesNoPlaceAmongTheStandingOnes() {
        town.applied("patient", whole().cids(CID).includeNew().grant(GID));
        for (int i = 1; i < GrantRules.MAX_OPEN_GRANTS; i++) {
            town.applied("rural gateway", part().includeNew().partOf(GID, id(0x5100 + i)));
        }
        GrantDraft another = town.terms().cids(CID).includeNew();
        town.refused(Refusal.TOO_MANY_OPEN_GRANTS, "patient", another.grant(OTHER_GID));
        town.applied("patient", new GrantCommand.Revoke(GID));
        town.applied("patient", another.grant(OTHER_GID));
        assertThat(town.list(EntryIndex.OPEN_GRANTS_OF_COMPARTMENT, GrantEntry.class, Town.SID, CID))
                .extracting(GrantEntry::gid)
                .containsExactly(OTHER_GID);
    }

    @Test
    void referralCoversNothingThatTheWholeDoesNot() {
        town.applied("patient", whole().cids(CID).grant(GID));
        town.applied("city gateway", SCRIBE.record(id(0x41), CID));
        town.applied("city gateway", SCRIBE.record(id(0x42), Town.OTHER_CID));
        town.applied("rural gateway", part().cids(CID).partOf(GID, OTHER_GID));
        town.applied("rural gateway", part().rids(RID, id(0x42)).partOf(GID, id(0x52)));
        assertThat(read(RID)).isEqualTo(Decision.PERMITTED);
        assertThat(read(id(0x41))).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(town.decision("city gateway", access(id(0x52), id(0x42)))).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(town.decision("city gateway", access(id(0x52), RID))).isEqualTo(Decision.PERMITTED);
    }

    @Test
    void nothingIsPassedOnUnlessThePatientSaidSo() {
        town.refused(Refusal.NOT_PASSED_ON, "rural gateway", part().partOf(GID, OTHER_GID));
        town.applied("patient", town.terms().grant(GID));
        town.refused(Refusal.NOT_PASSED_ON, "rural gateway", part().partOf(GID, OTHER_GID));
    }

    @Test
    void onlyTheGranteesHospitalPassesOn() {
        town.applied("patient", whole().grant(GID));
        town.refused(Refusal.NOT_PASSED_ON, "city gateway", part().partOf(GID, OTHER_GID));
        town.refused(Refusal.NOT_GATEWAY, "rural controller", part().partOf(GID, OTHER_GID));
        town.refused(Refusal.NOT_GATEWAY, "patient", part().partOf(GID, OTHER_GID));
    }

    @Test
    void whatHasNotBegunOrHasEndedOrIsCountedIsNotPassedOn() {
        long now = town.timeMicros;
        town.applied("patient", whole().from(now + 1).grant(GID));
        town.refused(
                Refusal.NOT_PASSED_ON, "rural gateway", part().from(now + 1).partOf(GID, id(0x52)));
        town.applied("patient", whole().uses(3).grant(OTHER_GID));
        town.refused(Refusal.NOT_PASSED_ON, "rural gateway", part().partOf(OTHER_GID, id(0x52)));
        town.pass(1);
        town.applied("rural gateway", part().until(now + HOUR).partOf(GID, id(0x52)));
        town.applied("patient", new GrantCommand.Revoke(GID));
        town.refused(Refusal.NOT_PASSED_ON, "rural gateway", part().partOf(GID, id(0x53)));
    }

    @Test
    void partIsNotMoreThanTheWhole() {
        town.applied("patient", whole().cids(CID, Town.OTHER_CID).grant(GID));
        refused(part().mayKeep());
        refused(part().cids(CID).includeNew());
        refused(part().mayGrant());
        refused(part().deny());
        refused(part().purposes(Purpose.HRESCH));
        refused(part().cids(Town.SPARE_CID));
        refused(part().from(town.timeMicros - 1));
        refused(part().until(town.timeMicros + HOUR + 1));
        town.applied("patient", whole().rids(RID).grant(id(0x52)));
        town.refused(Refusal.BEYOND_PARENT, "rural gateway", part().cids(CID).partOf(id(0x52), OTHER_GID));
        town.applied("patient", whole().mayKeep().includeNew().grant(id(0x53)));
        town.applied("rural gateway", part().cids(CID).mayKeep().includeNew().partOf(id(0x53), OTHER_GID));
    }

    @Test
    void ofTheSameSubjectWhichHasItsPatient() {
        town.applied("patient", whole().grant(GID));
        town.applied("city gateway", SCRIBE.unclaimed(OTHER_SID, "sponsor"));
        GrantTerms terms = part().build();
        town.refused(
                Refusal.SUBJECT_NOT_ACTIVE,
                "rural gateway",
                new GrantCommand.Grant(OTHER_GID, OTHER_SID, terms, Optional.of(GID)));
        town.applied("city gateway", SCRIBE.claim(OTHER_SID, CITY, "other"));
        town.refused(
                Refusal.NOT_PASSED_ON,
                "rural gateway",
                new GrantCommand.Grant(OTHER_GID, OTHER_SID, terms, Optional.of(GID)));
        town.refused(
                Refusal.SUBJECT_UNKNOWN,
                "rural gateway",
                new GrantCommand.Grant(OTHER_GID, id(0x29), terms, Optional.of(GID)));
    }

    private void refused(GrantDraft part) {
        town.refused(Refusal.BEYOND_PARENT, "rural gateway", part.partOf(GID, OTHER_GID));
    }

    private GrantDraft whole() {
        return town.terms().mayGrant();
    }

    private GrantDraft part() {
        return town.terms().cids(CID).to(new Grantee.Organisation(CITY));
    }

    private Decision read(Id rid) {
        return town.decision("city gateway", access(OTHER_GID, rid));
    }

    private ReadingCommand.Access access(Id gid, Id rid) {
        return Town.access(++number, new Basis.ByGrant(gid), AccessKind.VIEW, Purpose.TREAT, CITY_DOCTOR, rid);
    }
}
