package dev.quire.health;

import static dev.quire.health.Town.ALLERGY;
import static dev.quire.health.Town.CID;
import static dev.quire.health.Town.CITY;
import static dev.quire.health.Town.ESSENTIALS;
import static dev.quire.health.Town.OTHER_CID;
import static dev.quire.health.Town.OTHER_SID;
import static dev.quire.health.Town.RID;
import static dev.quire.health.Town.SCRIBE;
import static dev.quire.health.Town.SID;
import static dev.quire.health.Town.hash;
import static dev.quire.health.Town.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.hash.Hash;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordRulesTest {
    private static final Id NEW = id(0x41);

    private final Town town = Town.settled();

    @Test
    void recordsAreListedByCompartmentAndThenAsTheyCame() {
        town.applied("city gateway", SCRIBE.record(id(0x43), OTHER_CID));
        town.applied("city gateway", SCRIBE.record(NEW, CID));
        assertThat(town.list(EntryIndex.RECORDS_OF_SUBJECT, RecordEntry.class, SID))
                .extracting(RecordEntry::rid)
                .containsExactly(RID, NEW, id(0x43), ALLERGY);
        assertThat(town.list(EntryIndex.RECORDS_OF_COMPARTMENT, RecordEntry.class, SID, CID))
                .extracting(RecordEntry::rid)
                .containsExactly(RID, NEW);
    }

    @Test
    void recordIsWhatWasPut() {
        assertThat(record(RID))
                .isEqualTo(new RecordEntry(
                        SCRIBE.terms(RID, SID, CID),
                        1,
                        Optional.empty(),
                        CITY,
                        SCRIBE.cast().key("city gateway"),
                        RecordStatus.ACTIVE,
                        Optional.empty(),
                        Optional.empty(),
                        new RecordEntry.Capsule(1, hash(3)),
                        new Position(7, 0),
                        town.timeMicros));
    }

    @Test
    void onlyTheWriterOrganisationWrites() {
        town.refused(Refusal.NOT_GATEWAY, "city controller", SCRIBE.record(NEW, CID));
        town.refused(Refusal.NOT_GATEWAY, "patient", SCRIBE.record(NEW, CID));
        town.refused(Refusal.NOT_WRITER, "rural gateway", SCRIBE.record(NEW, CID));
    }

    @Test
    void subjectAndCompartmentMustExist() {
        town.refused(
                Refusal.SUBJECT_UNKNOWN,
                "city gateway",
                new RecordCommand.PutRecord(SCRIBE.terms(NEW, OTHER_SID, CID)));
        town.refused(Refusal.COMPARTMENT_UNKNOWN, "city gateway", SCRIBE.record(NEW, id(0x3f)));
    }

    @Test
    void recordIdIsNeverReused() {
        town.refused(Refusal.RECORD_EXISTS, "city gateway", SCRIBE.record(RID, OTHER_CID));
    }

    @Test
    void capsuleIsSealedToThePresentKey() {
        town.applied("patient", new SubjectCommand.RotateCompartment(SID, CID, 2, Cast.sealing("next")));
        town.refused(Refusal.STALE_EPOCH, "city gateway", SCRIBE.record(NEW, CID));
        town.applied("city gateway", put(2, Optional.empty(), RecordKind.ENTRY, 1, 1, Optional.empty(), CITY));
        town.refused(Refusal.STALE_EPOCH, "patient", new RecordCommand.ReplaceCapsule(RID, 1, hash(8)));
    }

    @Test
    void sharesAreWithThePresentCommittee() {
        GovernanceCommand next = new GovernanceCommand.SetCommittee(2, Committee.of(List.of(CITY)), List.of());
        town.applied("city controller", SCRIBE.approved(next, "city controller", "rural controller"));
        town.refused(Refusal.STALE_COMMITTEE, "city gateway", SCRIBE.record(NEW, CID));
        town.applied("city gateway", put(1, Optional.empty(), RecordKind.ENTRY, 1, 2, Optional.empty(), CITY));
    }

    @Test
    void essentialsAreSmallEntriesWithBothFactorsDealt() {
        Optional<Hash> root = Optional.of(hash(5));
        town.refused(Refusal.NOT_ESSENTIAL, "city gateway", essential(RecordKind.ENTRY, 1, Optional.empty()));
        town.refused(Refusal.NOT_ESSENTIAL, "city gateway", essential(RecordKind.DOCUMENT, 1, root));
        town.refused(Refusal.NOT_ESSENTIAL, "city gateway", essential(RecordKind.ENTRY, 65_537, root));
        town.refused(
                Refusal.NOT_ESSENTIAL, "city gateway", put(1, Optional.empty(), RecordKind.ENTRY, 1, 1, root, CITY));
        town.applied("city gateway", essential(RecordKind.ENTRY, 65_536, root));
    }

    @Test
    void whoWroteItIsValidNow() {
        town.employ("city", id(0x75), "writer", Role.ATTENDING);
        town.refused(Refusal.CREDENTIAL_UNKNOWN, "city gateway", by(Town.DOCTOR));
        town.pass(60 * Scribe.DAY - 1);
        town.applied("city gateway", by(id(0x75)));
        town.pass(1);
        RecordTerms late = SCRIBE.terms(id(0x42), SID, CID);
        town.refused(Refusal.CREDENTIAL_INVALID, "city gateway", by(id(0x75), late));
    }

    @Test
    void vaultsAreMembers() {
        town.refused(
                Refusal.MEMBER_UNKNOWN,
                "city gateway",
                put(1, Optional.empty(), RecordKind.ENTRY, 1, 1, Optional.empty(), Town.COAST));
    }

    @Test
    void newVersionSupersedesTheNewest() {
        town.applied("city gateway", amend(NEW, RID));
        town.refused(Refusal.NOT_NEWEST, "city gateway", amend(id(0x42), RID));
        town.refused(Refusal.RECORD_UNKNOWN, "city gateway", amend(id(0x42), id(0x4f)));
        town.applied("city gateway", amend(id(0x42), NEW));
        assertThat(record(RID).supersededBy()).contains(NEW);
        assertThat(record(NEW).supersededBy()).contains(id(0x42));
        assertThat(record(id(0x42)).version()).isEqualTo(3);
        assertThat(record(id(0x42)).supersedes()).contains(NEW);
    }

    @Test
    void versionSupersedesARecordOfTheSameSubject() {
        town.applied("city gateway", SCRIBE.unclaimed(OTHER_SID, "sponsor"));
        town.refused(
                Refusal.NOT_NEWEST,
                "city gateway",
                new RecordCommand.AmendRecord(SCRIBE.terms(NEW, OTHER_SID, CID), RID));
    }

    @Test
    void authorTakesBackWhatIsWrong() {
        town.refused(Refusal.NOT_GATEWAY, "patient", new RecordCommand.MarkEnteredInError(RID));
        town.refused(Refusal.NOT_AUTHOR, "rural gateway", new RecordCommand.MarkEnteredInError(RID));
        town.refused(Refusal.RECORD_UNKNOWN, "city gateway", new RecordCommand.MarkEnteredInError(NEW));
        town.applied("city gateway", new RecordCommand.MarkEnteredInError(RID));
        town.refused(Refusal.RECORD_NOT_ACTIVE, "city gateway", new RecordCommand.MarkEnteredInError(RID));
        town.refused(Refusal.RECORD_NOT_ACTIVE, "patient", new RecordCommand.ReplaceCapsule(RID, 1, hash(8)));
        assertThat(record(RID).status()).isEqualTo(RecordStatus.ENTERED_IN_ERROR);
        assertThat(record(RID).marked()).contains(new Position(town.height - 2, 0));
    }

    @Test
    void ownerAndWriterSealCapsulesAgain() {
        town.refused(Refusal.NOT_WRITER, "rural gateway", new RecordCommand.ReplaceCapsule(RID, 1, hash(8)));
        town.refused(Refusal.NOT_GATEWAY, "stranger", new RecordCommand.ReplaceCapsule(RID, 1, hash(8)));
        town.refused(Refusal.RECORD_UNKNOWN, "patient", new RecordCommand.ReplaceCapsule(NEW, 1, hash(8)));
        town.applied("city gateway", new RecordCommand.ReplaceCapsule(RID, 1, hash(8)));
        town.applied("patient", new SubjectCommand.RotateCompartment(SID, CID, 2, Cast.sealing("next")));
        town.applied("patient", new RecordCommand.ReplaceCapsule(RID, 2, hash(9)));
        assertThat(record(RID).capsule()).isEqualTo(new RecordEntry.Capsule(2, hash(9)));
        assertThat(record(RID).terms().capsuleHash()).isEqualTo(hash(3));
    }

    private RecordEntry record(Id rid) {
        return town.find(EntryKind.RECORD, RecordEntry.class, rid).orElseThrow();
    }

    private static RecordCommand amend(Id rid, Id supersedes) {
        return new RecordCommand.AmendRecord(SCRIBE.terms(rid, SID, CID), supersedes);
    }

    private static RecordCommand by(Id pracId) {
        return by(pracId, SCRIBE.terms(NEW, SID, CID));
    }

    private static RecordCommand by(Id pracId, RecordTerms terms) {
        return put(terms, 1, Optional.of(pracId), RecordKind.ENTRY, 1, 1, Optional.empty(), CITY);
    }

    private static RecordCommand essential(RecordKind kind, long length, Optional<Hash> shareRootE) {
        return put(SCRIBE.terms(NEW, SID, ESSENTIALS), 1, Optional.empty(), kind, length, 1, shareRootE, CITY);
    }

    private static RecordCommand put(
            int cEpoch,
            Optional<Id> credential,
            RecordKind kind,
            long length,
            int committee,
            Optional<Hash> shareRootE,
            Id vault) {
        return put(SCRIBE.terms(NEW, SID, CID), cEpoch, credential, kind, length, committee, shareRootE, vault);
    }

    private static RecordCommand put(
            RecordTerms of,
            int cEpoch,
            Optional<Id> credential,
            RecordKind kind,
            long length,
            int committee,
            Optional<Hash> shareRootE,
            Id vault) {
        return new RecordCommand.PutRecord(new RecordTerms(
                of.rid(),
                of.sid(),
                of.cid(),
                cEpoch,
                credential,
                kind,
                length,
                of.fingerprint(),
                of.keyCommit(),
                of.capsuleHash(),
                committee,
                of.shareRootB(),
                shareRootE,
                List.of(vault)));
    }
}
