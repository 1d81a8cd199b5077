package dev.quire.health;

import static dev.quire.health.Town.CID;
import static dev.quire.health.Town.DOCTOR;
import static dev.quire.health.Town.GID;
import static dev.quire.health.Town.HOUR;
import static dev.quire.health.Town.OTHER_GID;
import static dev.quire.health.Town.RID;
import static dev.quire.health.Town.RURAL;
import static dev.quire.health.Town.SCRIBE;
import static dev.quire.health.Town.SID;
import static dev.quire.health.Town.access;
import static dev.quire.health.Town.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueriesTest {
    private static final Basis BY_GRANT = new Basis.ByGrant(GID);

    private final Town town = Town.settled();

    @Test
    void singleEntriesAreFoundByName() {
        town.applied("patient", town.terms().grant(GID));
        town.decision("rural gateway", access(1, BY_GRANT, RID));
        assertThat(town.find(EntryKind.RECORD, RecordEntry.class, RID)).isPresent();
        assertThat(town.find(EntryKind.GRANT, GrantEntry.class, GID)).isPresent();
        assertThat(town.find(EntryKind.ACCESS, AccessEntry.class, id(0x6001))).isPresent();
        assertThat(town.find(EntryKind.COMPARTMENT, CompartmentEntry.class, SID, CID))
                .isPresent();
        assertThat(town.find(EntryKind.RECORD, RecordEntry.class, GID)).isEmpty();
        assertThat(town.find(EntryKind.CREDENTIAL, CredentialEntry.class, Town.CITY, DOCTOR))
                .isEmpty();
    }

    @Test
    void pagesTogetherAreTheWholeList() {
        for (int i = 0; i < 10; i++) {
            town.applied("city gateway", SCRIBE.record(id(0x4100 + i), id(0x30 + i % 3)));
        }
        List<HealthEntry> all = new ArrayList<>();
        Optional<HealthQuery.ListEntries> query = Optional.of(
                new HealthQuery.ListEntries(EntryIndex.RECORDS_OF_SUBJECT, SID.bytes(), Optional.empty(), 4));
        int pages = 0;
        while (query.isPresent()) {
            HealthAnswer.Page page = (HealthAnswer.Page) town.ask(query.get());
            all.addAll(page.entries());
            query = page.next().map(query.get()::after);
            pages++;
        }
        assertThat(pages).isEqualTo(4);
        assertThat(all)
                .isEqualTo(List.copyOf(town.list(EntryIndex.RECORDS_OF_SUBJECT, RecordEntry.class, SID)))
                .hasSize(12);
    }

    @Test
    void logIsReadFromAHeightOn() {
        for (int i = 0; i < 5; i++) {
            town.decision("rural gateway", access(i, BY_GRANT, RID));
        }
        HealthQuery.ListEntries query = HealthQuery.ListEntries.of(EntryIndex.ACCESSES_OF_SUBJECT, SID);
        HealthAnswer.Page page = (HealthAnswer.Page) town.ask(query.from(town.height - 1));
        assertThat(page.as(AccessEntry.class)).extracting(AccessEntry::aid).containsExactly(id(0x6003), id(0x6004));
    }

    /** So that a range proof over a list's prefix is a proof of the list. */
    @Test
    void listIsAllKeysOfItsPrefix() {
        town.applied("patient", town.terms().includeNew().encounter(Town.TAG).grant(GID));
        town.decision("rural gateway", access(1, BY_GRANT, RID));
        town.applied("rural gateway", SCRIBE.breakGlass(Town.EID, SID, DOCTOR));
        for (EntryIndex index : EntryIndex.values()) {
            for (Bytes owner :
                    List.of(Bytes.EMPTY, SID.bytes(), RURAL.bytes(), SID.bytes().concat(CID.bytes()))) {
                if (owner.size() == index.ownerSize()) {
                    Bytes prefix = index.prefix(owner);
                    HealthAnswer.Page page = (HealthAnswer.Page)
                            town.ask(new HealthQuery.ListEntries(index, owner, Optional.empty(), 1_000));
                    assertThat(page.entries())
                            .as(index.name())
                            .hasSameSizeAs(town.context
                                    .state
                                    .subMap(prefix, StateKeys.after(prefix))
                                    .entrySet());
                }
            }
        }
    }

    @Test
    void pastIsJudgedByThePast() {
        long granted = town.timeMicros;
        town.applied("patient", town.terms().grant(GID));
        long inForce = town.height;
        town.applied("patient", new GrantCommand.Revoke(GID));
        long revoked = town.height;
        assertThat(wasAllowed(inForce - 1, granted)).isEmpty();
        assertThat(wasAllowed(inForce, granted)).contains(GID);
        assertThat(wasAllowed(inForce, granted + HOUR)).isEmpty();
        assertThat(wasAllowed(revoked, granted)).isEmpty();
    }

    @Test
    void lastUseDenialsAndErrorsCountFromTheirBlockOn() {
        long now = town.timeMicros;
        town.applied("patient", town.terms().uses(1).grant(GID));
        long granted = town.height;
        town.applied("patient", town.terms().deny().grant(OTHER_GID));
        long denied = town.height;
        town.applied("patient", new GrantCommand.Revoke(OTHER_GID));
        long permittedAgain = town.height;
        town.decision("rural gateway", access(1, BY_GRANT, RID));
        assertThat(wasAllowed(town.height, now)).isEmpty();
        town.applied("patient", town.terms().grant(id(0x52)));
        assertThat(wasAllowed(town.height, now)).contains(id(0x52));
        town.applied("city gateway", new RecordCommand.MarkEnteredInError(RID));
        assertThat(wasAllowed(town.height, now)).isEmpty();
        assertThat(wasAllowed(granted, now)).contains(GID);
        assertThat(wasAllowed(denied, now)).isEmpty();
        assertThat(wasAllowed(permittedAgain, now)).contains(GID);
    }

    @Test
    void recordMustHaveBeenThere() {
        town.applied("patient", town.terms().includeNew().grant(GID));
        town.applied("city gateway", SCRIBE.record(id(0x41), CID));
        assertThat(wasAllowed(id(0x41), town.height - 1, town.timeMicros)).isEmpty();
        assertThat(wasAllowed(id(0x41), town.height, town.timeMicros)).contains(GID);
    }

    @Test
    void strangeRequestIsRefused() {
        assertThatThrownBy(() -> town.plugin.query(Bytes.EMPTY, town.context))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> town.plugin.query(Bytes.utf8("records please"), town.context))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HealthQuery.Find.of(EntryKind.CREDENTIAL, RURAL))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HealthQuery.ListEntries.of(EntryIndex.MEMBERS, RURAL))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Optional<Id> wasAllowed(long height, long timeMicros) {
        return wasAllowed(RID, height, timeMicros);
    }

    private Optional<Id> wasAllowed(Id rid, long height, long timeMicros) {
        HealthAnswer answer =
                town.ask(new HealthQuery.WasAllowed(new Reader(RURAL, DOCTOR), rid, Purpose.TREAT, height, timeMicros));
        return ((HealthAnswer.Allowed) answer).gid();
    }
}
