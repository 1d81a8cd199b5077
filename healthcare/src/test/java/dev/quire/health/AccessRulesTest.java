package dev.quire.health;

import static dev.quire.health.Town.CID;
import static dev.quire.health.Town.CITY_CONTROLLER;
import static dev.quire.health.Town.CITY_GATEWAY;
import static dev.quire.health.Town.DOCTOR;
import static dev.quire.health.Town.GID;
import static dev.quire.health.Town.HOUR;
import static dev.quire.health.Town.OTHER_CID;
import static dev.quire.health.Town.OTHER_DOCTOR;
import static dev.quire.health.Town.PATIENT;
import static dev.quire.health.Town.RID;
import static dev.quire.health.Town.RURAL;
import static dev.quire.health.Town.RURAL_GATEWAY;
import static dev.quire.health.Town.SID;
import static dev.quire.health.Town.access;
import static dev.quire.health.Town.id;
import static dev.quire.health.Town.key;
import static dev.quire.health.Town.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.PublicKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccessRulesTest {
    private static final Basis BY_GRANT = new Basis.ByGrant(GID);
    private static final Basis SELF = new Basis.Self();

    private final Town town = Town.settled();
    private int number;

    @Test
    void grantLetsItsGranteeRead() {
        grant(town.terms());
        assertThat(read(RID)).isEqualTo(Decision.PERMITTED);
    }

    @Test
    void withoutGrantNobodyReadsNotEvenTheWriter() {
        assertThat(read(RID)).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(town.decision(CITY_GATEWAY, next(BY_GRANT, RID))).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void grantIsForItsGranteeOnly() {
        grant(town.terms());
        assertThat(town.decision(CITY_GATEWAY, next(BY_GRANT, RID))).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void personalGrantIsForThatPersonOnly() {
        grant(town.terms().to(new Grantee.Practitioner(RURAL, DOCTOR)));
        assertThat(readAs(Optional.of(DOCTOR))).isEqualTo(Decision.PERMITTED);
        assertThat(readAs(Optional.of(OTHER_DOCTOR))).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(readAs(Optional.empty())).isEqualTo(Decision.NOT_PERMITTED);
        HealthCommand.Access elsewhere =
                access(++number, BY_GRANT, AccessKind.VIEW, Purpose.TREAT, Optional.of(DOCTOR), RID);
        assertThat(town.decision(CITY_GATEWAY, elsewhere)).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void grantIsForItsPurposesOnly() {
        grant(town.terms().purposes(Purpose.TREAT, Purpose.HPAYMT));
        assertThat(readFor(Purpose.HPAYMT)).isEqualTo(Decision.PERMITTED);
        assertThat(readFor(Purpose.HRESCH)).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void grantIsForItsScopeOnly() {
        town.applied(CITY_GATEWAY, record(id(0x41), OTHER_CID));
        grant(town.terms().of(new Scope.Compartments(List.of(CID))));
        assertThat(read(RID)).isEqualTo(Decision.PERMITTED);
        assertThat(read(id(0x41))).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(read(RID, id(0x41))).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void recordsWrittenLaterNeedIncludeNew() {
        grant(town.terms());
        town.applied(PATIENT, town.terms().includeNew().grant(id(0x51)));
        town.applied(CITY_GATEWAY, record(id(0x41), CID));
        assertThat(read(id(0x41))).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(town.decision(RURAL_GATEWAY, next(new Basis.ByGrant(id(0x51)), id(0x41))))
                .isEqualTo(Decision.PERMITTED);
    }

    @Test
    void keepingNeedsMayKeep() {
        grant(town.terms());
        town.applied(PATIENT, town.terms().mayKeep().grant(id(0x51)));
        assertThat(deliver(GID)).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(deliver(id(0x51))).isEqualTo(Decision.PERMITTED);
    }

    @Test
    void grantHoldsFromItsBeginningToItsEndInBlockTime() {
        long now = town.timeMicros;
        grant(town.terms().from(now + HOUR).until(now + 2 * HOUR));
        town.timeMicros = now + HOUR - 1;
        assertThat(read(RID)).isEqualTo(Decision.NOT_PERMITTED);
        town.timeMicros = now + HOUR;
        assertThat(read(RID)).isEqualTo(Decision.PERMITTED);
        town.timeMicros = now + 2 * HOUR - 1;
        assertThat(read(RID)).isEqualTo(Decision.PERMITTED);
        town.timeMicros = now + 2 * HOUR;
        assertThat(read(RID)).isEqualTo(Decision.ENDED);
    }

    @Test
    void revokedGrantHasEnded() {
        grant(town.terms());
        town.applied(PATIENT, new HealthCommand.Revoke(GID));
        assertThat(read(RID)).isEqualTo(Decision.ENDED);
    }

    @Test
    void usesFallByOneWithEachPermittedAccess() {
        grant(town.terms().uses(2));
        assertThat(read(RID)).isEqualTo(Decision.PERMITTED);
        assertThat(readFor(Purpose.HRESCH)).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(read(RID)).isEqualTo(Decision.PERMITTED);
        assertThat(read(RID)).isEqualTo(Decision.USED_UP);
        GrantEntry grant = town.list(HealthQuery.Index.GRANTS_OF_SUBJECT, SID, GrantEntry.class)
                .get(0);
        assertThat(grant.usesLeft()).hasValue(0);
        assertThat(grant.usedUp()).contains(new Position(town.height - 1, 0));
    }

    @Test
    void denialBeatsPermission() {
        grant(town.terms());
        town.applied(PATIENT, town.terms().deny().grant(id(0x51)));
        assertThat(read(RID)).isEqualTo(Decision.NOT_PERMITTED);
        town.applied(PATIENT, new HealthCommand.Revoke(id(0x51)));
        assertThat(read(RID)).isEqualTo(Decision.PERMITTED);
    }

    @Test
    void denialCountsOnlyInItsPeriodScopeAndPurpose() {
        town.applied(CITY_GATEWAY, record(id(0x41), OTHER_CID));
        grant(town.terms().purposes(Purpose.TREAT, Purpose.HPAYMT));
        Scope scope = new Scope.Compartments(List.of(OTHER_CID));
        town.applied(
                PATIENT,
                town.terms().deny().of(scope).until(town.timeMicros + HOUR / 2).grant(id(0x51)));
        assertThat(read(RID)).isEqualTo(Decision.PERMITTED);
        assertThat(read(RID, id(0x41))).isEqualTo(Decision.NOT_PERMITTED);
        town.timeMicros += HOUR / 2;
        assertThat(read(RID, id(0x41))).isEqualTo(Decision.PERMITTED);
        town.applied(PATIENT, town.terms().deny().purposes(Purpose.HPAYMT).grant(id(0x52)));
        assertThat(readFor(Purpose.HPAYMT)).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(readFor(Purpose.TREAT)).isEqualTo(Decision.PERMITTED);
    }

    @Test
    void namingNobodyDoesNotGetRoundAPersonalDenial() {
        grant(town.terms());
        town.applied(
                PATIENT,
                town.terms().deny().to(new Grantee.Practitioner(RURAL, DOCTOR)).grant(id(0x51)));
        assertThat(readAs(Optional.of(DOCTOR))).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(readAs(Optional.empty())).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(readAs(Optional.of(OTHER_DOCTOR))).isEqualTo(Decision.PERMITTED);
    }

    @Test
    void denialIsNoBasis() {
        grant(town.terms().deny().purposes(Purpose.HRESCH));
        assertThat(read(RID)).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void grantOfAnotherSubjectIsNoBasis() {
        town.applied(CITY_GATEWAY, new HealthCommand.RegisterSubject(id(0x21), Optional.of(key(0x94))));
        town.applied(
                key(0x94), new HealthCommand.Grant(GID, id(0x21), town.terms().build()));
        assertThat(read(RID)).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void recordsOfOthersAndUnknownOnesAreMalformed() {
        grant(town.terms());
        assertThat(read(id(0x4f))).isEqualTo(Decision.MALFORMED);
        assertThat(read(RID, id(0x4f))).isEqualTo(Decision.MALFORMED);
    }

    @Test
    void oneTimeKeyServesOnce() {
        grant(town.terms());
        HealthCommand.Access first = next(BY_GRANT, RID);
        assertThat(town.decision(RURAL_GATEWAY, first)).isEqualTo(Decision.PERMITTED);
        HealthCommand.Access again = new HealthCommand.Access(
                id(0x6999),
                SID,
                BY_GRANT,
                AccessKind.VIEW,
                List.of(RID),
                Purpose.TREAT,
                first.oneTimeKey(),
                Optional.empty());
        assertThat(town.decision(RURAL_GATEWAY, again)).isEqualTo(Decision.MALFORMED);
    }

    @Test
    void patientReadsWithoutGrant() {
        assertThat(town.decision(PATIENT, next(SELF, RID))).isEqualTo(Decision.PERMITTED);
        assertThat(town.decision(RURAL_GATEWAY, next(SELF, RID))).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(town.decision(CITY_GATEWAY, next(SELF, RID))).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void nothingOfAnUnclaimedSubjectIsRead() {
        town.applied(CITY_GATEWAY, new HealthCommand.RegisterSubject(id(0x21), Optional.empty()));
        town.applied(
                CITY_GATEWAY,
                new HealthCommand.PutRecord(
                        id(0x41),
                        id(0x21),
                        CID,
                        RecordKind.ENTRY,
                        1,
                        Town.hash(1),
                        Town.hash(2),
                        Town.hash(3),
                        1,
                        Optional.empty()));
        HealthCommand.Access access = new HealthCommand.Access(
                id(0x61),
                id(0x21),
                SELF,
                AccessKind.VIEW,
                List.of(id(0x41)),
                Purpose.PATRQT,
                key(0x95).bytes(),
                Optional.empty());
        assertThat(town.decision(CITY_GATEWAY, access)).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void onlyGatewaysAndThePatientAsk() {
        town.refused(Refusal.NOT_GATEWAY, CITY_CONTROLLER, next(BY_GRANT, RID));
        town.refused(Refusal.NOT_GATEWAY, DOCTOR, next(SELF, RID));
        town.refused(Refusal.NOT_GATEWAY, PATIENT, next(BY_GRANT, RID));
    }

    @Test
    void subjectMustExist() {
        town.refused(
                Refusal.SUBJECT_UNKNOWN,
                RURAL_GATEWAY,
                new HealthCommand.Access(
                        id(0x61),
                        id(0x29),
                        BY_GRANT,
                        AccessKind.VIEW,
                        List.of(RID),
                        Purpose.TREAT,
                        key(0x95).bytes(),
                        Optional.empty()));
    }

    @Test
    void accessIdIsNeverReused() {
        HealthCommand.Access access = next(BY_GRANT, RID);
        town.decision(RURAL_GATEWAY, access);
        town.refused(Refusal.ACCESS_EXISTS, RURAL_GATEWAY, access);
    }

    @Test
    void everyDecisionIsOnTheLedgerForPatientAndReader() {
        read(RID);
        grant(town.terms().uses(1));
        read(RID);
        read(RID);
        read(id(0x4f));
        town.decision(PATIENT, next(SELF, RID));
        assertThat(town.list(HealthQuery.Index.ACCESSES_OF_SUBJECT, SID, AccessEntry.class))
                .extracting(AccessEntry::decision)
                .containsExactly(
                        Decision.NOT_PERMITTED,
                        Decision.PERMITTED,
                        Decision.USED_UP,
                        Decision.MALFORMED,
                        Decision.PERMITTED);
        assertThat(town.list(HealthQuery.Index.ACCESSES_BY_MEMBER, RURAL, AccessEntry.class))
                .hasSize(4)
                .allSatisfy(access -> assertThat(access.orgId()).contains(RURAL));
        assertThat(town.context.events).extracting("topic").endsWith("access", "access", "access", "access");
    }

    private void grant(Town.Terms terms) {
        town.applied(PATIENT, terms.grant(GID));
    }

    private Decision read(Id... rids) {
        return town.decision(RURAL_GATEWAY, next(BY_GRANT, rids));
    }

    private Decision readAs(Optional<PublicKey> doctor) {
        return town.decision(RURAL_GATEWAY, access(++number, BY_GRANT, AccessKind.VIEW, Purpose.TREAT, doctor, RID));
    }

    private Decision readFor(Purpose purpose) {
        return town.decision(
                RURAL_GATEWAY, access(++number, BY_GRANT, AccessKind.VIEW, purpose, Optional.empty(), RID));
    }

    private Decision deliver(Id gid) {
        return town.decision(
                RURAL_GATEWAY,
                access(++number, new Basis.ByGrant(gid), AccessKind.DELIVER, Purpose.TREAT, Optional.empty(), RID));
    }

    private HealthCommand.Access next(Basis basis, Id... rids) {
        return access(++number, basis, rids);
    }
}
