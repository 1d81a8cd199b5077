package dev.quire.health;

import static dev.quire.health.Town.ALLERGY;
import static dev.quire.health.Town.CITY;
import static dev.quire.health.Town.COAST;
import static dev.quire.health.Town.COLLEAGUE;
import static dev.quire.health.Town.DOCTOR;
import static dev.quire.health.Town.EID;
import static dev.quire.health.Town.GID;
import static dev.quire.health.Town.HOUR;
import static dev.quire.health.Town.OTHER_GID;
import static dev.quire.health.Town.RID;
import static dev.quire.health.Town.RURAL;
import static dev.quire.health.Town.SCRIBE;
import static dev.quire.health.Town.SID;
import static dev.quire.health.Town.TAG;
import static dev.quire.health.Town.access;
import static dev.quire.health.Town.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.health.custody.CustodyView;
import dev.quire.health.custody.LedgerCustodyView;
import dev.quire.spi.state.StateView;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a custodian sees of the state that the plugin wrote. */
class LedgerCustodyViewTest {
    private static final Basis BY_GRANT = new Basis.ByGrant(GID);
    private static final Id AID = id(0x6001);

    private final Town town = Town.settled();

    private CustodyView view() {
        return new LedgerCustodyView(new HealthState(town.context), town.timeMicros);
    }

    private CustodyView.Access seen() {
        return view().access(AID).orElseThrow();
    }

    private void permitted(ReadingCommand.Access command, String sender) {
        assertThat(town.decision(sender, command)).isEqualTo(Decision.PERMITTED);
        assertThat(seen().inForce()).isTrue();
    }

    private void readByGrant(GrantDraft draft) {
        town.applied("patient", draft.grant(GID));
        permitted(access(1, BY_GRANT, RID), "rural gateway");
    }

    @Test
    void accessIsWhatWasAskedAndDecided() {
        readByGrant(town.terms());
        CustodyView.Access seen = seen();
        assertThat(seen.sid()).isEqualTo(SID);
        assertThat(seen.reader()).hasValue(RURAL);
        assertThat(seen.permitted()).isTrue();
        assertThat(seen.emergency()).isFalse();
        assertThat(seen.rids()).containsExactly(RID);
        assertThat(seen.oneTimeKey()).isEqualTo(Cast.sealing("access 1"));
        assertThat(seen.deadlineMicros()).isEqualTo(town.timeMicros + AccessEntry.OPEN_MICROS);
        assertThat(view().access(id(0x6002))).isEmpty();
    }

    @Test
    void refusedAccessIsNeverInForce() {
        assertThat(town.decision("rural gateway", access(1, BY_GRANT, RID))).isEqualTo(Decision.NOT_PERMITTED);
        assertThat(seen().permitted()).isFalse();
        town.applied("patient", town.terms().grant(GID));
        assertThat(seen().inForce()).isFalse();
    }

    @Test
    void revokedPermissionIsOver() {
        readByGrant(town.terms());
        town.applied("patient", new GrantCommand.Revoke(GID));
        assertThat(seen().permitted()).isTrue();
        assertThat(seen().inForce()).isFalse();
    }

    @Test
    void permissionEndsByBlockTime() {
        readByGrant(town.terms());
        town.pass(HOUR - 1);
        assertThat(seen().inForce()).isTrue();
        town.pass(1);
        assertThat(seen().inForce()).isFalse();
    }

    @Test
    void lastUseIsStillGoodForItsAccess() {
        readByGrant(town.terms().uses(1));
        assertThat(town.grant(GID).usesLeft()).hasValue(0);
        assertThat(seen().inForce()).isTrue();
    }

    @Test
    void dischargeEndsIt() {
        readByGrant(town.terms().encounter(TAG));
        town.applied("rural gateway", new GrantCommand.EndByEncounter(TAG));
        assertThat(seen().inForce()).isFalse();
    }

    @Test
    void whatIsPassedOnEndsWithTheWhole() {
        town.applied("patient", town.terms().mayGrant().grant(OTHER_GID));
        town.applied("rural gateway", town.terms().partOf(OTHER_GID, GID));
        permitted(access(1, BY_GRANT, RID), "rural gateway");
        town.applied("patient", new GrantCommand.Revoke(OTHER_GID));
        assertThat(seen().inForce()).isFalse();
    }

    @Test
    void denialActsAtOnce() {
        readByGrant(town.terms());
        town.applied("patient", town.terms().deny().grant(OTHER_GID));
        assertThat(seen().inForce()).isFalse();
        town.applied("patient", new GrantCommand.Revoke(OTHER_GID));
        assertThat(seen().inForce()).isTrue();
    }

    @Test
    void withdrawnCredentialReadsNothingMore() {
        readByGrant(town.terms());
        town.applied("rural controller", new MemberCommand.RevokeCredential(DOCTOR));
        assertThat(seen().inForce()).isFalse();
    }

    @Test
    void frozenSubjectIsAtRest() {
        readByGrant(town.terms());
        SubjectEntry active = town.subject(SID);
        town.context.put(
                active.key(),
                new SubjectEntry(
                                SID,
                                SubjectStatus.FROZEN,
                                active.signingKey(),
                                active.signingEpoch(),
                                active.writer(),
                                active.manifest(),
                                active.linkedTo(),
                                active.registered(),
                                active.claimed())
                        .encoded());
        assertThat(seen().inForce()).isFalse();
    }

    @Test
    void emergencyReleasesEssentialsUntilItIsOver() {
        town.applied("rural gateway", SCRIBE.breakGlass(EID, SID, COLLEAGUE));
        permitted(
                access(1, new Basis.ByEmergency(EID), AccessKind.VIEW, Purpose.ETREAT, COLLEAGUE, ALLERGY),
                "rural gateway");
        assertThat(seen().emergency()).isTrue();
        town.pass(2 * HOUR);
        assertThat(seen().inForce()).isFalse();
    }

    @Test
    void emergencyReleasesNothingOnceThePatientClosesTheFile() {
        town.applied("rural gateway", SCRIBE.breakGlass(EID, SID, COLLEAGUE));
        permitted(
                access(1, new Basis.ByEmergency(EID), AccessKind.VIEW, Purpose.ETREAT, COLLEAGUE, ALLERGY),
                "rural gateway");
        assertThat(seen().inForce()).isTrue();
        town.applied(
                "patient", new SubjectCommand.SetManifest(SID, 1, Town.hash(7), DefaultPolicy.DENY, Optional.empty()));
        assertThat(seen().inForce()).isFalse();
    }

    @Test
    void patientReadsAsLongAsTheKeyIsTheSubjects() {
        permitted(access(1, new Basis.Self(), AccessKind.VIEW, Purpose.PATRQT, DOCTOR, RID), "patient");
        assertThat(seen().reader()).isEmpty();
        assertThat(seen().sid()).isEqualTo(SID);
        SubjectEntry subject = town.subject(SID);
        town.context.put(
                subject.key(),
                subject.claimed(2, Cast.cheap().key("next device"), subject.registered())
                        .encoded());
        assertThat(seen().inForce()).isFalse();
    }

    @Test
    void recordsAndSeatsAreTheLedgers() {
        CustodyView.Kept kept = view().record(ALLERGY).orElseThrow();
        RecordTerms terms = SCRIBE.terms(ALLERGY, SID, Town.ESSENTIALS);
        assertThat(kept)
                .isEqualTo(new CustodyView.Kept(ALLERGY, CITY, true, 1, terms.shareRootB(), terms.shareRootE()));
        town.applied("city gateway", new RecordCommand.MarkEnteredInError(ALLERGY));
        assertThat(view().record(ALLERGY).orElseThrow().active()).isFalse();
        assertThat(view().record(GID)).isEmpty();
        List<Id> seats = town.find(EntryKind.GOVERNANCE, GovernanceEntry.class).isPresent()
                ? new HealthState(town.context)
                        .committee(1)
                        .orElseThrow()
                        .committee()
                        .seats()
                : List.of();
        for (int i = 0; i < seats.size(); i++) {
            assertThat(view().seat(1, seats.get(i))).contains(new CustodyView.Seat(i + 1, seats.size()));
        }
        assertThat(view().seat(1, COAST)).isEmpty();
        assertThat(view().seat(2, CITY)).isEmpty();
    }

    @Test
    void signersAreGatewaysOfNowAndReplacedKeys() {
        assertThat(view().mayHaveSigned(CITY, SCRIBE.cast().key("city gateway")))
                .isTrue();
        assertThat(view().mayHaveSigned(RURAL, SCRIBE.cast().key("city gateway")))
                .isFalse();
        assertThat(view().mayHaveSigned(CITY, SCRIBE.cast().key("city controller")))
                .isFalse();
        town.applied(
                "city controller",
                new MemberCommand.RotateMemberKey(
                        new KeyChange.Gateways(List.of(SCRIBE.cast().key("next gateway")))));
        assertThat(view().mayHaveSigned(CITY, SCRIBE.cast().key("city gateway")))
                .isTrue();
        assertThat(view().mayHaveSigned(RURAL, SCRIBE.cast().key("city gateway")))
                .isFalse();
        assertThat(view().mayHaveSigned(CITY, SCRIBE.cast().key("next gateway")))
                .isTrue();
    }

    @Test
    void patientIsWhoseKeySignsForAnActiveSubject() {
        HealthState state = new HealthState(town.context);
        assertThat(state.subjectOfPatient(SCRIBE.cast().key("patient"))).hasValue(SID);
        assertThat(state.subjectOfPatient(SCRIBE.cast().key("city gateway"))).isEmpty();
        town.applied("city gateway", SCRIBE.unclaimed(Town.OTHER_SID, "sponsor"));
        assertThat(state.subjectOfPatient(SCRIBE.cast().key("sponsor"))).isEmpty();
    }

    @Test
    void readersOfARecordAreThoseWithAnAccessInForce() {
        HealthState state = new HealthState(town.context);
        RecordEntry record = state.record(RID).orElseThrow();
        assertThat(state.isReading(RURAL, record, town.timeMicros)).isFalse();
        readByGrant(town.terms());
        assertThat(state.isReading(RURAL, record, town.timeMicros)).isTrue();
        assertThat(state.isReading(CITY, record, town.timeMicros)).isFalse();
        assertThat(state.isReading(RURAL, state.record(ALLERGY).orElseThrow(), town.timeMicros))
                .isFalse();
        town.applied("patient", new GrantCommand.Revoke(GID));
        assertThat(state.isReading(RURAL, record, town.timeMicros)).isFalse();
    }

    /** Any member fills the list, by asking in vain; whoever was given nothing is not looked for in it. */
    @Test
    void readersAreNotLookedForAmongAttemptsFromBeforeTheyWereGivenAnything() {
        for (int i = 0; i < 500; i++) {
            assertThat(town.decision("rural gateway", access(1000 + i, BY_GRANT, RID)))
                    .isEqualTo(Decision.NOT_PERMITTED);
        }
        int[] asked = new int[1];
        HealthState state = new HealthState(new StateView() {
            @Override
            public Optional<Bytes> get(Bytes key) {
                asked[0]++;
                return town.context.get(key);
            }

            @Override
            public List<Entry> range(Bytes from, Bytes to, int limit) {
                return town.context.range(from, to, limit);
            }
        });
        RecordEntry record = state.record(RID).orElseThrow();
        assertThat(state.isReading(RURAL, record, town.timeMicros)).isFalse();
        readByGrant(town.terms());
        assertThat(state.isReading(RURAL, record, town.timeMicros)).isTrue();
        assertThat(asked[0]).isLessThan(100);
    }

    @Test
    void readersInAnEmergencyAreFoundToo() {
        town.applied("rural gateway", SCRIBE.breakGlass(EID, SID, COLLEAGUE));
        permitted(
                access(1, new Basis.ByEmergency(EID), AccessKind.VIEW, Purpose.ETREAT, COLLEAGUE, ALLERGY),
                "rural gateway");
        HealthState state = new HealthState(town.context);
        assertThat(state.isReading(RURAL, state.record(ALLERGY).orElseThrow(), town.timeMicros))
                .isTrue();
    }
}
