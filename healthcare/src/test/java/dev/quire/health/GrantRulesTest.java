package dev.quire.health;

import static dev.quire.health.Town.CITY_GATEWAY;
import static dev.quire.health.Town.GID;
import static dev.quire.health.Town.HOUR;
import static dev.quire.health.Town.PATIENT;
import static dev.quire.health.Town.RID;
import static dev.quire.health.Town.RURAL_GATEWAY;
import static dev.quire.health.Town.SID;
import static dev.quire.health.Town.id;
import static dev.quire.health.Town.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GrantRulesTest {
    private final Town town = Town.settled();

    @Test
    void grantsAreListedAsTheyCameEndedOnesIncluded() {
        town.applied(PATIENT, town.terms().grant(id(0x52)));
        town.applied(PATIENT, town.terms().deny().grant(id(0x51)));
        town.applied(PATIENT, new HealthCommand.Revoke(id(0x52)));
        List<GrantEntry> grants = town.list(HealthQuery.Index.GRANTS_OF_SUBJECT, SID, GrantEntry.class);
        assertThat(grants).extracting(GrantEntry::gid).containsExactly(id(0x52), id(0x51));
        assertThat(grants.get(0).revoked()).contains(new Position(7, 0));
        assertThat(grants.get(1).revoked()).isEmpty();
    }

    @Test
    void noHospitalGrantsItselfAccess() {
        town.refused(Refusal.NOT_PATIENT, CITY_GATEWAY, town.terms().grant(GID));
        town.refused(Refusal.NOT_PATIENT, RURAL_GATEWAY, town.terms().grant(GID));
    }

    @Test
    void subjectMustExistAndBeActive() {
        town.refused(
                Refusal.SUBJECT_UNKNOWN,
                PATIENT,
                new HealthCommand.Grant(GID, id(0x29), town.terms().build()));
        town.applied(CITY_GATEWAY, new HealthCommand.RegisterSubject(id(0x21), Optional.empty()));
        town.refused(
                Refusal.SUBJECT_NOT_ACTIVE,
                CITY_GATEWAY,
                new HealthCommand.Grant(GID, id(0x21), town.terms().build()));
    }

    @Test
    void grantIdIsNeverReused() {
        town.applied(PATIENT, town.terms().grant(GID));
        town.applied(PATIENT, new HealthCommand.Revoke(GID));
        town.refused(Refusal.GRANT_EXISTS, PATIENT, town.terms().grant(GID));
    }

    @Test
    void granteeMustBeAMemberOrWorkAtOne() {
        town.refused(
                Refusal.GRANTEE_UNKNOWN,
                PATIENT,
                town.terms().to(new Grantee.Organisation(id(0x19))).grant(GID));
        town.refused(
                Refusal.GRANTEE_UNKNOWN,
                PATIENT,
                town.terms().to(new Grantee.Practitioner(id(0x19), key(7))).grant(GID));
    }

    @Test
    void everyGrantEndsAndSoonEnough() {
        long now = town.timeMicros;
        town.refused(
                Refusal.BAD_PERIOD, PATIENT, town.terms().from(now).until(now).grant(GID));
        town.refused(
                Refusal.BAD_PERIOD,
                PATIENT,
                town.terms().from(now + 2).until(now + 1).grant(GID));
        town.refused(
                Refusal.BAD_PERIOD,
                PATIENT,
                town.terms().from(now - HOUR).until(now).grant(GID));
        long tooLong = now + GrantTerms.MAX_PERIOD_MICROS + 1;
        town.refused(Refusal.BAD_PERIOD, PATIENT, town.terms().until(tooLong).grant(GID));
        town.applied(PATIENT, town.terms().until(tooLong - 1).grant(GID));
    }

    @Test
    void namedRecordsAreTheSubjects() {
        town.applied(PATIENT, town.terms().of(new Scope.Records(List.of(RID))).grant(id(0x51)));
        town.refused(
                Refusal.SCOPE_UNKNOWN,
                PATIENT,
                town.terms().of(new Scope.Records(List.of(RID, id(0x4f)))).grant(GID));
    }

    @Test
    void onlyThePatientRevokes() {
        town.applied(PATIENT, town.terms().grant(GID));
        town.refused(Refusal.NOT_PATIENT, RURAL_GATEWAY, new HealthCommand.Revoke(GID));
        town.refused(Refusal.NOT_PATIENT, CITY_GATEWAY, new HealthCommand.Revoke(GID));
    }

    @Test
    void whatIsRevokedExistsAndStands() {
        town.refused(Refusal.GRANT_UNKNOWN, PATIENT, new HealthCommand.Revoke(GID));
        town.applied(PATIENT, town.terms().grant(GID));
        town.applied(PATIENT, new HealthCommand.Revoke(GID));
        town.refused(Refusal.ALREADY_REVOKED, PATIENT, new HealthCommand.Revoke(GID));
    }

    @Test
    void denialsAreFewAndARevokedOneMakesRoom() {
        for (int i = 0; i < GrantRules.MAX_DENIALS; i++) {
            town.applied(PATIENT, town.terms().deny().grant(id(0x5100 + i)));
        }
        town.refused(Refusal.TOO_MANY_DENIALS, PATIENT, town.terms().deny().grant(GID));
        town.applied(PATIENT, new HealthCommand.Revoke(id(0x5100)));
        town.applied(PATIENT, town.terms().deny().grant(GID));
    }
}
