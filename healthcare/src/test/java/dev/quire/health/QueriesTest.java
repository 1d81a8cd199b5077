package dev.quire.health;

import static dev.quire.health.Town.CID;
import static dev.quire.health.Town.CITY_GATEWAY;
import static dev.quire.health.Town.DOCTOR;
import static dev.quire.health.Town.GID;
import static dev.quire.health.Town.HOUR;
import static dev.quire.health.Town.PATIENT;
import static dev.quire.health.Town.RID;
import static dev.quire.health.Town.RURAL;
import static dev.quire.health.Town.RURAL_GATEWAY;
import static dev.quire.health.Town.SID;
import static dev.quire.health.Town.access;
import static dev.quire.health.Town.id;
import static dev.quire.health.Town.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueriesTest {
    private final Town town = Town.settled();

    @Test
    void singleEntriesAreFoundById() {
        town.applied(PATIENT, town.terms().grant(GID));
        town.decision(RURAL_GATEWAY, access(1, new Basis.ByGrant(GID), RID));
        assertThat(find(HealthQuery.Kind.RECORD, RID)).hasSize(1);
        assertThat(find(HealthQuery.Kind.GRANT, GID)).hasSize(1);
        assertThat(find(HealthQuery.Kind.ACCESS, id(0x6001))).hasSize(1);
        assertThat(find(HealthQuery.Kind.RECORD, GID)).isEmpty();
        assertThat(find(HealthQuery.Kind.ACCESS, GID)).isEmpty();
    }

    @Test
    void pagesTogetherAreTheWholeList() {
        for (int i = 0; i < 10; i++) {
            town.applied(CITY_GATEWAY, record(id(0x4100 + i), id(0x30 + i % 3)));
        }
        List<HealthEntry> all = new ArrayList<>();
        Optional<Bytes> after = Optional.empty();
        int pages = 0;
        do {
            HealthAnswer.Page page = (HealthAnswer.Page)
                    town.ask(new HealthQuery.ListEntries(HealthQuery.Index.RECORDS_OF_SUBJECT, SID, after, 4));
            all.addAll(page.entries());
            after = page.next();
            pages++;
        } while (after.isPresent());
        assertThat(pages).isEqualTo(3);
        assertThat(all)
                .isEqualTo(List.copyOf(town.list(HealthQuery.Index.RECORDS_OF_SUBJECT, SID, RecordEntry.class)))
                .hasSize(11);
    }

    @Test
    void pastIsJudgedByThePast() {
        long granted = town.timeMicros;
        town.applied(PATIENT, town.terms().grant(GID));
        long inForce = town.height;
        town.applied(PATIENT, new HealthCommand.Revoke(GID));
        long revoked = town.height;
        assertThat(wasAllowed(inForce - 1, granted)).isEmpty();
        assertThat(wasAllowed(inForce, granted)).contains(GID);
        assertThat(wasAllowed(inForce, granted + HOUR)).isEmpty();
        assertThat(wasAllowed(revoked, granted)).isEmpty();
    }

    @Test
    void lastUseAndDenialsCountFromTheirBlockOn() {
        long now = town.timeMicros;
        town.applied(PATIENT, town.terms().uses(1).grant(GID));
        long granted = town.height;
        town.applied(PATIENT, town.terms().deny().grant(id(0x51)));
        long denied = town.height;
        town.applied(PATIENT, new HealthCommand.Revoke(id(0x51)));
        long permittedAgain = town.height;
        town.decision(RURAL_GATEWAY, access(1, new Basis.ByGrant(GID), RID));
        assertThat(wasAllowed(granted, now)).contains(GID);
        assertThat(wasAllowed(denied, now)).isEmpty();
        assertThat(wasAllowed(permittedAgain, now)).contains(GID);
        assertThat(wasAllowed(town.height, now)).isEmpty();
    }

    @Test
    void recordMustHaveBeenThere() {
        town.applied(PATIENT, town.terms().includeNew().grant(GID));
        town.applied(CITY_GATEWAY, record(id(0x41), CID));
        Reader reader = new Reader(RURAL, Optional.of(DOCTOR));
        assertThat(town.ask(
                        new HealthQuery.WasAllowed(reader, id(0x41), Purpose.TREAT, town.height - 1, town.timeMicros)))
                .isEqualTo(new HealthAnswer.Allowed(Optional.empty()));
        assertThat(town.ask(new HealthQuery.WasAllowed(reader, id(0x41), Purpose.TREAT, town.height, town.timeMicros)))
                .isEqualTo(new HealthAnswer.Allowed(Optional.of(GID)));
    }

    @Test
    void strangeRequestIsRefused() {
        assertThatThrownBy(() -> town.plugin.query(Bytes.EMPTY, town.context))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> town.plugin.query(Bytes.utf8("records please"), town.context))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Optional<Id> wasAllowed(long height, long timeMicros) {
        HealthAnswer answer = town.ask(new HealthQuery.WasAllowed(
                new Reader(RURAL, Optional.empty()), RID, Purpose.TREAT, height, timeMicros));
        return ((HealthAnswer.Allowed) answer).gid();
    }

    private List<HealthEntry> find(HealthQuery.Kind kind, Id id) {
        return ((HealthAnswer.Page) town.ask(new HealthQuery.Find(kind, id))).entries();
    }
}
