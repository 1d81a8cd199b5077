package dev.quire.health;

import static dev.quire.health.Town.CID;
import static dev.quire.health.Town.CITY;
import static dev.quire.health.Town.DOCTOR;
import static dev.quire.health.Town.GID;
import static dev.quire.health.Town.HOUR;
import static dev.quire.health.Town.OTHER_GID;
import static dev.quire.health.Town.OTHER_SID;
import static dev.quire.health.Town.RID;
import static dev.quire.health.Town.RURAL;
import static dev.quire.health.Town.SCRIBE;
import static dev.quire.health.Town.SID;
import static dev.quire.health.Town.TAG;
import static dev.quire.health.Town.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GrantRulesTest {
    private final Town town = Town.settled();

    @Test
    void grantsAreListedAsTheyCameEndedOnesIncluded() {
        town.applied("patient", town.terms().grant(id(0x52)));
        town.applied("patient", town.terms().deny().grant(OTHER_GID));
        town.applied("patient", new GrantCommand.Revoke(id(0x52)));
        List<GrantEntry> grants = town.list(EntryIndex.GRANTS_OF_SUBJECT, GrantEntry.class, SID);
        assertThat(grants).extracting(GrantEntry::gid).containsExactly(id(0x52), OTHER_GID);
        assertThat(grants.get(0).ended()).contains(new Ending(Ending.Reason.REVOKED, new Position(town.height, 0)));
        assertThat(grants.get(1).ended()).isEmpty();
    }

    @Test
    void noHospitalGrantsItselfAccess() {
        town.refused(Refusal.NOT_PATIENT, "city gateway", town.terms().grant(GID));
        town.refused(Refusal.NOT_PATIENT, "rural gateway", town.terms().grant(GID));
    }

    @Test
    void subjectMustExistAndBeClaimed() {
        town.refused(Refusal.SUBJECT_UNKNOWN, "patient", of(OTHER_SID));
        town.applied("city gateway", SCRIBE.unclaimed(OTHER_SID, "sponsor"));
        town.refused(Refusal.SUBJECT_NOT_ACTIVE, "sponsor", of(OTHER_SID));
    }

    @Test
    void grantIdIsNeverReused() {
        town.applied("patient", town.terms().grant(GID));
        town.applied("patient", new GrantCommand.Revoke(GID));
        town.refused(Refusal.GRANT_EXISTS, "patient", town.terms().grant(GID));
    }

    @Test
    void granteeIsAMemberOrWorksAtOne() {
        town.refused(Refusal.GRANTEE_UNKNOWN, "patient", to(new Grantee.Organisation(id(0x19))));
        town.refused(Refusal.GRANTEE_UNKNOWN, "patient", to(new Grantee.Person(id(0x19), DOCTOR)));
        town.refused(Refusal.GRANTEE_UNKNOWN, "patient", to(new Grantee.Person(CITY, DOCTOR)));
        town.applied("rural controller", new MemberCommand.RevokeCredential(DOCTOR));
        town.refused(Refusal.GRANTEE_UNKNOWN, "patient", to(new Grantee.Person(RURAL, DOCTOR)));
        town.applied(
                "patient",
                town.terms().deny().to(new Grantee.Person(RURAL, DOCTOR)).grant(GID));
    }

    @Test
    void granteeHasTheKeyToWhichItIsSealed() {
        town.refused(
                Refusal.GRANTEE_KEY_UNKNOWN, "patient", town.terms().keyId(0).grant(GID));
        town.refused(
                Refusal.GRANTEE_KEY_UNKNOWN, "patient", town.terms().keyId(2).grant(GID));
        town.applied(
                "rural controller",
                new MemberCommand.RotateMemberKey(new KeyChange.Reading(Cast.sealing("next reading"))));
        town.applied("patient", town.terms().keyId(2).grant(GID));
        Grantee doctor = new Grantee.Person(RURAL, DOCTOR);
        town.refused(
                Refusal.GRANTEE_KEY_UNKNOWN,
                "patient",
                town.terms().to(doctor).keyId(0).grant(OTHER_GID));
        town.applied(
                "rural controller",
                SCRIBE.credential(
                        id(0x75),
                        "keyed",
                        town.timeMicros + HOUR,
                        EnumSet.of(Role.ATTENDING),
                        Optional.of(Cast.sealing("own"))));
        Grantee keyed = new Grantee.Person(RURAL, id(0x75));
        town.applied("patient", town.terms().to(keyed).keyId(0).grant(OTHER_GID));
    }

    @Test
    void stateSaysWhichKeyTheCapsulesAreSealedTo() {
        MemberEntry before =
                town.find(EntryKind.MEMBER, MemberEntry.class, RURAL).orElseThrow();
        GrantTerms first = town.terms().build();
        assertThat(first.readingKey(before, Optional.empty()))
                .hasValue(before.profile().keys().reading());
        assertThat(town.terms().deny().build().readingKey(before, Optional.empty()))
                .isEmpty();
        town.applied(
                "rural controller",
                new MemberCommand.RotateMemberKey(new KeyChange.Reading(Cast.sealing("next reading"))));
        MemberEntry after =
                town.find(EntryKind.MEMBER, MemberEntry.class, RURAL).orElseThrow();
        assertThat(first.readingKey(after, Optional.empty()))
                .as("what comes later goes to the present key")
                .hasValue(Cast.sealing("next reading"));
        assertThat(town.terms().keyId(2).build().readingKey(after, Optional.empty()))
                .hasValue(Cast.sealing("next reading"));
        town.applied(
                "rural controller",
                SCRIBE.credential(
                        id(0x75),
                        "keyed",
                        town.timeMicros + HOUR,
                        EnumSet.of(Role.ATTENDING),
                        Optional.of(Cast.sealing("own"))));
        GrantTerms own =
                town.terms().to(new Grantee.Person(RURAL, id(0x75))).keyId(0).build();
        assertThat(own.readingKey(after, town.find(EntryKind.CREDENTIAL, CredentialEntry.class, RURAL, id(0x75))))
                .hasValue(Cast.sealing("own"));
    }

    @Test
    void everyGrantEndsAndSoonEnough() {
        long now = town.timeMicros;
        town.refused(Refusal.BAD_PERIOD, "patient", town.terms().until(now).grant(GID));
        town.refused(
                Refusal.BAD_PERIOD,
                "patient",
                town.terms().from(now + 2).until(now + 1).grant(GID));
        town.refused(
                Refusal.BAD_PERIOD,
                "patient",
                town.terms().from(now - HOUR).until(now).grant(GID));
        long tooLong = now + 30 * Scribe.DAY + 1;
        town.refused(Refusal.BAD_PERIOD, "patient", town.terms().until(tooLong).grant(GID));
        town.applied("patient", town.terms().until(tooLong - 1).grant(GID));
    }

    @Test
    void scopeIsTheSubjects() {
        town.refused(
                Refusal.SCOPE_UNKNOWN,
                "patient",
                town.terms().rids(RID, id(0x4f)).grant(GID));
        town.refused(
                Refusal.SCOPE_UNKNOWN,
                "patient",
                town.terms().cids(CID, id(0x3f)).grant(GID));
        town.applied("city gateway", SCRIBE.subject(OTHER_SID, CITY, "other"));
        town.refused(
                Refusal.SCOPE_UNKNOWN,
                "other",
                new GrantCommand.Grant(GID, OTHER_SID, town.terms().rids(RID).build(), Optional.empty()));
    }

    @Test
    void onlyThePatientRevokes() {
        town.applied("patient", town.terms().grant(GID));
        town.refused(Refusal.NOT_PATIENT, "rural gateway", new GrantCommand.Revoke(GID));
        town.refused(Refusal.NOT_PATIENT, "city gateway", new GrantCommand.Revoke(GID));
    }

    @Test
    void whatIsRevokedExistsAndHasNotEnded() {
        town.refused(Refusal.GRANT_UNKNOWN, "patient", new GrantCommand.Revoke(GID));
        town.applied("patient", town.terms().grant(GID));
        town.applied("patient", new GrantCommand.Revoke(GID));
        town.refused(Refusal.ALREADY_ENDED, "patient", new GrantCommand.Revoke(GID));
    }

    @Test
    void denialsAreFewAndARevokedOneMakesRoom() {
        for (int i = 0; i < GrantRules.MAX_DENIALS; i++) {
            town.applied("patient", town.terms().deny().grant(id(0x5100 + i)));
        }
        town.refused(Refusal.TOO_MANY_DENIALS, "patient", town.terms().deny().grant(GID));
        town.applied("patient", new GrantCommand.Revoke(id(0x5100)));
        town.applied("patient", town.terms().deny().grant(GID));
    }

    @Test
    void openGrantsAreFewInEachCompartment() {
        for (int i = 0; i < GrantRules.MAX_OPEN_GRANTS; i++) {
            town.applied("patient", town.terms().cids(CID).includeNew().grant(id(0x5100 + i)));
        }
        town.refused(
                Refusal.TOO_MANY_OPEN_GRANTS,
                "patient",
                town.terms().includeNew().grant(GID));
        town.applied("patient", town.terms().cids(Town.OTHER_CID).includeNew().grant(GID));
        town.applied("patient", new GrantCommand.Revoke(id(0x5100)));
        assertThat(openGrants()).hasSize(15);
        town.applied("patient", town.terms().includeNew().grant(OTHER_GID));
        town.refused(
                Refusal.TOO_MANY_OPEN_GRANTS,
                "patient",
                town.terms().includeNew().grant(id(0x52)));
        town.pass(HOUR);
        town.applied("patient", town.terms().includeNew().grant(id(0x52)));
        assertThat(openGrants()).extracting(GrantEntry::gid).containsExactly(id(0x52));
    }

    private List<GrantEntry> openGrants() {
        return town.list(EntryIndex.OPEN_GRANTS_OF_COMPARTMENT, GrantEntry.class, SID, CID);
    }

    @Test
    void dischargeEndsThePermissionsOfThatVisitToThatHospital() {
        Grantee city = new Grantee.Organisation(CITY);
        town.refused(Refusal.NOTHING_TO_END, "rural gateway", new GrantCommand.EndByEncounter(TAG));
        town.applied("patient", town.terms().encounter(TAG).grant(GID));
        town.applied("patient", town.terms().encounter(id(0x79)).grant(OTHER_GID));
        town.applied("patient", town.terms().encounter(TAG).to(city).grant(id(0x52)));
        town.applied("patient", town.terms().grant(id(0x53)));
        town.refused(Refusal.NOT_GATEWAY, "patient", new GrantCommand.EndByEncounter(TAG));
        town.applied("rural gateway", new GrantCommand.EndByEncounter(TAG));
        assertThat(town.grant(GID).ended())
                .contains(new Ending(Ending.Reason.DISCHARGED, new Position(town.height, 0)));
        assertThat(List.of(town.grant(OTHER_GID), town.grant(id(0x52)), town.grant(id(0x53))))
                .allMatch(grant -> grant.ended().isEmpty());
        town.refused(Refusal.NOTHING_TO_END, "rural gateway", new GrantCommand.EndByEncounter(TAG));
        town.refused(Refusal.ALREADY_ENDED, "patient", new GrantCommand.Revoke(GID));
    }

    private GrantCommand to(Grantee grantee) {
        return town.terms().to(grantee).grant(GID);
    }

    private GrantCommand of(Id sid) {
        return new GrantCommand.Grant(GID, sid, town.terms().build(), Optional.empty());
    }
}
