package dev.quire.health;

import static dev.quire.health.Town.CID;
import static dev.quire.health.Town.CITY;
import static dev.quire.health.Town.CITY_CONTROLLER;
import static dev.quire.health.Town.CITY_GATEWAY;
import static dev.quire.health.Town.OTHER_CID;
import static dev.quire.health.Town.PATIENT;
import static dev.quire.health.Town.RID;
import static dev.quire.health.Town.RURAL_GATEWAY;
import static dev.quire.health.Town.SID;
import static dev.quire.health.Town.hash;
import static dev.quire.health.Town.id;
import static dev.quire.health.Town.record;
import static dev.quire.health.Town.version;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordRulesTest {
    private final Town town = Town.settled();

    @Test
    void recordsAreListedByCompartmentAndThenAsTheyCame() {
        town.applied(CITY_GATEWAY, record(id(0x43), OTHER_CID));
        town.applied(CITY_GATEWAY, record(id(0x41), CID));
        assertThat(town.list(HealthQuery.Index.RECORDS_OF_SUBJECT, SID, RecordEntry.class))
                .extracting(RecordEntry::rid)
                .containsExactly(RID, id(0x41), id(0x43));
    }

    @Test
    void recordIsWhatWasPut() {
        RecordEntry found = town.list(HealthQuery.Index.RECORDS_OF_SUBJECT, SID, RecordEntry.class)
                .get(0);
        assertThat(found)
                .isEqualTo(new RecordEntry(
                        record(RID, CID),
                        CITY,
                        CITY_GATEWAY,
                        RecordStatus.ACTIVE,
                        Optional.empty(),
                        new Position(4, 0),
                        town.timeMicros));
    }

    @Test
    void onlyGatewaysWrite() {
        town.refused(Refusal.NOT_GATEWAY, CITY_CONTROLLER, record(id(0x41), CID));
        town.refused(Refusal.NOT_GATEWAY, PATIENT, record(id(0x41), CID));
    }

    @Test
    void onlyTheWriterOrganisationWrites() {
        town.refused(Refusal.NOT_WRITER, RURAL_GATEWAY, record(id(0x41), CID));
    }

    @Test
    void subjectMustExist() {
        town.refused(
                Refusal.SUBJECT_UNKNOWN,
                CITY_GATEWAY,
                new HealthCommand.PutRecord(
                        id(0x41), id(0x29), CID, RecordKind.MEDIA, 1, hash(1), hash(2), hash(3), 1, Optional.empty()));
    }

    @Test
    void recordIdIsNeverReused() {
        town.refused(Refusal.RECORD_EXISTS, CITY_GATEWAY, record(RID, OTHER_CID));
    }

    @Test
    void newVersionSupersedesTheNewest() {
        town.applied(CITY_GATEWAY, version(id(0x41), CID, 2, Optional.of(RID)));
        town.refused(Refusal.NOT_NEWEST, CITY_GATEWAY, version(id(0x42), CID, 2, Optional.of(RID)));
        town.refused(Refusal.NOT_NEWEST, CITY_GATEWAY, version(id(0x42), CID, 4, Optional.of(id(0x41))));
        town.refused(Refusal.NOT_NEWEST, CITY_GATEWAY, version(id(0x42), CID, 2, Optional.of(id(0x4f))));
        town.applied(CITY_GATEWAY, version(id(0x42), CID, 3, Optional.of(id(0x41))));
        assertThat(town.list(HealthQuery.Index.RECORDS_OF_SUBJECT, SID, RecordEntry.class))
                .extracting(RecordEntry::supersededBy)
                .containsExactly(Optional.of(id(0x41)), Optional.of(id(0x42)), Optional.empty());
    }

    @Test
    void versionSupersedesARecordOfTheSameSubject() {
        town.applied(CITY_GATEWAY, new HealthCommand.RegisterSubject(id(0x21), Optional.empty()));
        town.refused(
                Refusal.NOT_NEWEST,
                CITY_GATEWAY,
                new HealthCommand.PutRecord(
                        id(0x41), id(0x21), CID, RecordKind.ENTRY, 1, hash(1), hash(2), hash(3), 2, Optional.of(RID)));
    }
}
