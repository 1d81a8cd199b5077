package dev.quire.health;

import static dev.quire.health.Town.CID;
import static dev.quire.health.Town.CITY;
import static dev.quire.health.Town.COLLEAGUE;
import static dev.quire.health.Town.DOCTOR;
import static dev.quire.health.Town.GID;
import static dev.quire.health.Town.HOUR;
import static dev.quire.health.Town.OTHER_CID;
import static dev.quire.health.Town.OTHER_GID;
import static dev.quire.health.Town.OTHER_SID;
import static dev.quire.health.Town.RID;
import static dev.quire.health.Town.RURAL;
import static dev.quire.health.Town.SCRIBE;
import static dev.quire.health.Town.SID;
import static dev.quire.health.Town.access;
import static dev.quire.health.Town.id;
import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(town.decision("city gateway", next(BY_GRANT, RID))).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void grantIsForItsGranteeOnly() {
        town.employ("city", DOCTOR, "city doctor", Role.ATTENDING);
        grant(town.terms());
        assertThat(town.decision("city gateway", next(BY_GRANT, RID))).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void personalGrantIsForThatPersonOnly() {
        town.employ("city", DOCTOR, "city doctor", Role.ATTENDING);
        grant(town.terms().to(new Grantee.Person(RURAL, DOCTOR)));
        assertThat(readAs(DOCTOR)).isEqualTo(Decision.PERMITTED);
        assertThat(readAs(COLLEAGUE)).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(town.decision("city gateway", next(BY_GRANT, RID))).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void readersCredentialIsGood() {
        grant(town.terms().until(town.timeMicros + 30 * Scribe.DAY));
        assertThat(readAs(id(0x79))).isEqualTo(Decision.NOT_PERMITTED);
        town.applied("rural controller", new MemberCommand.RevokeCredential(COLLEAGUE));
        assertThat(readAs(COLLEAGUE)).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(readAs(DOCTOR)).isEqualTo(Decision.PERMITTED);
    }

    @Test
    void expiredCredentialIsGoodForGrantsThatNameItOnly() {
        town.pass(59 * Scribe.DAY);
        grant(town.terms().to(new Grantee.Person(RURAL, DOCTOR)).until(town.timeMicros + 9 * Scribe.DAY));
        town.applied(
                "patient", town.terms().until(town.timeMicros + 9 * Scribe.DAY).grant(OTHER_GID));
        assertThat(town.decision("rural gateway", next(new Basis.ByGrant(OTHER_GID), RID)))
                .isEqualTo(Decision.PERMITTED);
        town.pass(Scribe.DAY);
        assertThat(readAs(DOCTOR)).isEqualTo(Decision.PERMITTED);
        assertThat(town.decision("rural gateway", next(new Basis.ByGrant(OTHER_GID), RID)))
                .isEqualTo(Decision.NOT_PERMITTED);
        town.applied("rural controller", new MemberCommand.RevokeCredential(DOCTOR));
        assertThat(readAs(DOCTOR)).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void grantIsForItsPurposesOnly() {
        grant(town.terms().purposes(Purpose.TREAT, Purpose.HPAYMT));
        assertThat(readFor(Purpose.HPAYMT)).isEqualTo(Decision.PERMITTED);
        assertThat(readFor(Purpose.HRESCH)).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void grantIsForItsScopeOnly() {
        town.applied("city gateway", SCRIBE.record(id(0x41), OTHER_CID));
        grant(town.terms().cids(CID));
        assertThat(read(RID)).isEqualTo(Decision.PERMITTED);
        assertThat(read(id(0x41))).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(read(RID, id(0x41))).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void recordsWrittenLaterNeedIncludeNew() {
        grant(town.terms());
        town.applied("patient", town.terms().includeNew().grant(OTHER_GID));
        town.applied("city gateway", SCRIBE.record(id(0x41), CID));
        assertThat(read(id(0x41))).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(town.decision("rural gateway", next(new Basis.ByGrant(OTHER_GID), id(0x41))))
                .isEqualTo(Decision.PERMITTED);
    }

    @Test
    void recordEnteredInErrorIsReadByNobody() {
        grant(town.terms());
        town.applied("city gateway", new RecordCommand.MarkEnteredInError(RID));
        assertThat(read(RID)).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(town.decision("patient", next(SELF, RID))).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void keepingNeedsMayKeep() {
        grant(town.terms());
        town.applied("patient", town.terms().mayKeep().grant(OTHER_GID));
        assertThat(deliver(GID)).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(deliver(OTHER_GID)).isEqualTo(Decision.PERMITTED);
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
    void revokedOrDischargedGrantHasEnded() {
        grant(town.terms());
        town.applied("patient", town.terms().encounter(Town.TAG).grant(OTHER_GID));
        town.applied("patient", new GrantCommand.Revoke(GID));
        assertThat(read(RID)).isEqualTo(Decision.ENDED);
        town.applied("rural gateway", new GrantCommand.EndByEncounter(Town.TAG));
        assertThat(town.decision("rural gateway", next(new Basis.ByGrant(OTHER_GID), RID)))
                .isEqualTo(Decision.ENDED);
    }

    @Test
    void usesFallByOneWithEachPermittedAccess() {
        grant(town.terms().uses(2));
        assertThat(read(RID)).isEqualTo(Decision.PERMITTED);
        assertThat(readFor(Purpose.HRESCH)).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(read(RID)).isEqualTo(Decision.PERMITTED);
        assertThat(read(RID)).isEqualTo(Decision.USED_UP);
        assertThat(town.grant(GID).usesLeft()).hasValue(0);
        assertThat(town.grant(GID).usedUp()).contains(new Position(town.height - 1, 0));
    }

    @Test
    void sameRequestOnceMoreIsFreeUntilItsDeadline() {
        grant(town.terms().uses(1));
        ReadingCommand.Access access = next(BY_GRANT, RID);
        assertThat(town.decision("rural gateway", access)).isEqualTo(Decision.PERMITTED);
        int events = town.context.events.size();
        town.pass(AccessEntry.OPEN_MICROS);
        assertThat(town.decision("rural gateway", access)).isEqualTo(Decision.PERMITTED);
        assertThat(town.context.events).hasSize(events);
        assertThat(town.list(EntryIndex.ACCESSES_OF_SUBJECT, AccessEntry.class, SID))
                .hasSize(1);
        town.refused(Refusal.ACCESS_EXISTS, "city gateway", access);
        town.refused(Refusal.ACCESS_EXISTS, "rural gateway", access(number, BY_GRANT, RID, id(0x41)));
        town.pass(1);
        town.refused(Refusal.ACCESS_EXISTS, "rural gateway", access);
    }

    @Test
    void deadlineIsNotAfterTheGrantsEnd() {
        long end = town.timeMicros + 1_000_000;
        grant(town.terms().until(end));
        read(RID);
        AccessEntry access = town.list(EntryIndex.ACCESSES_OF_SUBJECT, AccessEntry.class, SID)
                .get(0);
        assertThat(access.deadlineMicros()).isEqualTo(end);
    }

    @Test
    void denialBeatsPermission() {
        grant(town.terms());
        town.applied("patient", town.terms().deny().grant(OTHER_GID));
        assertThat(read(RID)).isEqualTo(Decision.NOT_PERMITTED);
        town.applied("patient", new GrantCommand.Revoke(OTHER_GID));
        assertThat(read(RID)).isEqualTo(Decision.PERMITTED);
    }

    @Test
    void denialAlsoHitsWhatIsWrittenLater() {
        town.applied("patient", town.terms().deny().cids(CID).grant(OTHER_GID));
        grant(town.terms().includeNew());
        town.applied("city gateway", SCRIBE.record(id(0x41), CID));
        assertThat(read(id(0x41))).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void denialCountsOnlyInItsPeriodScopeAndPurpose() {
        town.applied("city gateway", SCRIBE.record(id(0x41), OTHER_CID));
        grant(town.terms().purposes(Purpose.TREAT, Purpose.HPAYMT));
        town.applied(
                "patient",
                town.terms()
                        .deny()
                        .cids(OTHER_CID)
                        .until(town.timeMicros + HOUR / 2)
                        .grant(OTHER_GID));
        assertThat(read(RID)).isEqualTo(Decision.PERMITTED);
        assertThat(read(RID, id(0x41))).isEqualTo(Decision.NOT_PERMITTED);
        town.pass(HOUR / 2);
        assertThat(read(RID, id(0x41))).isEqualTo(Decision.PERMITTED);
        town.applied("patient", town.terms().deny().purposes(Purpose.HPAYMT).grant(id(0x52)));
        assertThat(readFor(Purpose.HPAYMT)).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(readFor(Purpose.TREAT)).isEqualTo(Decision.PERMITTED);
    }

    @Test
    void personalDenialHitsThatPerson() {
        grant(town.terms());
        town.applied(
                "patient",
                town.terms().deny().to(new Grantee.Person(RURAL, DOCTOR)).grant(OTHER_GID));
        assertThat(readAs(DOCTOR)).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(readAs(COLLEAGUE)).isEqualTo(Decision.PERMITTED);
    }

    @Test
    void denialIsNoBasis() {
        grant(town.terms().deny().purposes(Purpose.HRESCH));
        assertThat(read(RID)).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void grantOfAnotherSubjectIsNoBasis() {
        town.applied("city gateway", SCRIBE.subject(OTHER_SID, CITY, "other"));
        town.applied(
                "other", new GrantCommand.Grant(GID, OTHER_SID, town.terms().build(), Optional.empty()));
        assertThat(read(RID)).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void recordThatIsNotThereLooksAsOneThatIsNotAllowed() {
        Id nothing = id(0x4f);
        assertThat(read(RID)).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(read(nothing)).isEqualTo(Decision.NOT_PERMITTED);
        ReadingCommand.Access first = next(BY_GRANT, RID);
        assertThat(town.decision("rural gateway", first)).isEqualTo(Decision.NOT_PERMITTED);
        for (Id rid : List.of(RID, nothing)) {
            assertThat(town.decision("rural gateway", with(first.oneTimeKey(), rid)))
                    .as("with a key that was used")
                    .isEqualTo(Decision.MALFORMED);
        }
        grant(town.terms());
        assertThat(read(nothing)).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(read(RID, nothing)).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(read(RID)).isEqualTo(Decision.PERMITTED);
    }

    @Test
    void oneTimeKeyServesOnceAndIsStrong() {
        grant(town.terms());
        ReadingCommand.Access first = next(BY_GRANT, RID);
        assertThat(town.decision("rural gateway", first)).isEqualTo(Decision.PERMITTED);
        assertThat(town.decision("rural gateway", with(first.oneTimeKey(), RID)))
                .isEqualTo(Decision.MALFORMED);
        assertThat(town.decision(
                        "rural gateway", with(new X25519PublicKey(Town.hash(0).bytes()), RID)))
                .isEqualTo(Decision.MALFORMED);
        assertThat(town.decision("rural gateway", with(Cast.alias(first.oneTimeKey()), RID)))
                .isEqualTo(Decision.MALFORMED);
    }

    private ReadingCommand.Access with(X25519PublicKey oneTimeKey, Id rid) {
        return new ReadingCommand.Access(
                id(0x6900 + ++number),
                SID,
                BY_GRANT,
                AccessKind.VIEW,
                List.of(rid),
                Purpose.TREAT,
                oneTimeKey,
                Optional.of(DOCTOR));
    }

    @Test
    void patientReadsWithoutGrant() {
        assertThat(town.decision("patient", next(SELF, RID))).isEqualTo(Decision.PERMITTED);
        assertThat(town.decision("rural gateway", next(SELF, RID))).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(town.decision("city gateway", next(SELF, RID))).isEqualTo(Decision.NOT_PERMITTED);
    }

    @Test
    void sponsorReadsNothingInThePatientsPlace() {
        town.applied("city gateway", SCRIBE.unclaimed(OTHER_SID, "sponsor"));
        town.applied("city gateway", new RecordCommand.PutRecord(SCRIBE.terms(id(0x41), OTHER_SID, CID)));
        assertThat(town.decision("sponsor", self(OTHER_SID, id(0x41)))).isEqualTo(Decision.NOT_PERMITTED);
    }

    private static ReadingCommand.Access self(Id sid, Id rid) {
        return new ReadingCommand.Access(
                id(0x61),
                sid,
                SELF,
                AccessKind.VIEW,
                List.of(rid),
                Purpose.PATRQT,
                Cast.sealing("self"),
                Optional.empty());
    }

    @Test
    void onlyGatewaysAndThePatientAsk() {
        town.refused(Refusal.NOT_GATEWAY, "city controller", next(BY_GRANT, RID));
        town.refused(Refusal.NOT_GATEWAY, "doctor", next(SELF, RID));
        town.refused(Refusal.NOT_GATEWAY, "patient", next(BY_GRANT, RID));
    }

    @Test
    void subjectMustExist() {
        town.refused(Refusal.SUBJECT_UNKNOWN, "patient", self(OTHER_SID, RID));
    }

    @Test
    void everyDecisionIsOnTheLedgerForPatientAndReader() {
        read(RID);
        grant(town.terms().uses(1));
        read(RID);
        read(RID);
        read(id(0x4f));
        town.decision("patient", next(SELF, RID));
        assertThat(town.list(EntryIndex.ACCESSES_OF_SUBJECT, AccessEntry.class, SID))
                .extracting(AccessEntry::decision)
                .containsExactly(
                        Decision.NOT_PERMITTED,
                        Decision.PERMITTED,
                        Decision.USED_UP,
                        Decision.NOT_PERMITTED,
                        Decision.PERMITTED);
        assertThat(town.list(EntryIndex.ACCESSES_BY_MEMBER, AccessEntry.class, RURAL))
                .hasSize(4)
                .allSatisfy(access -> assertThat(access.orgId()).contains(RURAL));
        assertThat(town.context.events).extracting("topic").endsWith("access", "access", "access", "access");
    }

    private void grant(GrantDraft terms) {
        town.applied("patient", terms.grant(GID));
    }

    private Decision read(Id... rids) {
        return town.decision("rural gateway", next(BY_GRANT, rids));
    }

    private Decision readAs(Id pracId) {
        return town.decision("rural gateway", access(++number, BY_GRANT, AccessKind.VIEW, Purpose.TREAT, pracId, RID));
    }

    private Decision readFor(Purpose purpose) {
        return town.decision("rural gateway", access(++number, BY_GRANT, AccessKind.VIEW, purpose, DOCTOR, RID));
    }

    private Decision deliver(Id gid) {
        return town.decision(
                "rural gateway",
                access(++number, new Basis.ByGrant(gid), AccessKind.DELIVER, Purpose.TREAT, DOCTOR, RID));
    }

    private ReadingCommand.Access next(Basis basis, Id... rids) {
        return access(++number, basis, rids);
    }
}
