package dev.quire.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quire.gateway.upkeep.FileOutbox;
import dev.quire.gateway.upkeep.Upkeep;
import dev.quire.gateway.vault.JdbcBlobVault;
import dev.quire.health.Id;
import dev.quire.health.client.ClientSettings;
import dev.quire.health.client.DealOutboxContract;
import dev.quire.health.client.EmbeddedLedger;
import dev.quire.health.client.HealthLedger;
import dev.quire.health.custody.Deal;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobName.Mail;
import dev.quire.health.vault.BlobName.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was brought for something that never came to the ledger goes; whatever the ledger knows stays. */
class OrphanSweepTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** Everything that was put now is eight days old by it. */
    private static final InstantSource LATER = InstantSource.offset(InstantSource.system(), Duration.ofDays(8));

    @TempDir
    private Path directory;

    private Country country;
    private JdbcBlobVault vault;
    private FileOutbox outbox;

    @BeforeEach
    void open() throws IOException {
        country = new Country();
        country.hospitals.forEach(hospital -> country.moveTo(hospital, URI.create("https://127.0.0.1:1")));
        vault = JdbcBlobVault.embedded(directory.resolve("vault"));
        outbox = FileOutbox.open(directory.resolve("outbox"), country.chainId(), FileOutbox.USUAL_ROOM);
    }

    @AfterEach
    void close() {
        vault.close();
        country.close();
    }

    private Upkeep upkeep(InstantSource clock) throws IOException {
        Country.Hospital coast = country.coast();
        return Upkeep.start(
                Upkeep.Settings.DEFAULT,
                new Upkeep.Ports(
                        country.ledger,
                        coast.orgId,
                        vault,
                        country.services(coast.gateway),
                        outbox,
                        new HealthLedger(
                                        new EmbeddedLedger(country.ledger, Duration.ofSeconds(10)),
                                        ClientSettings.in(Files.createDirectories(directory.resolve("scratch"))),
                                        country.random,
                                        InstantSource.system(),
                                        Runnable::run)
                                .courier(coast.orgId, country.services(coast.gateway), outbox),
                        clock));
    }

    private BlobName put(BlobName name) throws IOException {
        vault.put(name, 7, new ByteArrayInputStream(new byte[7]));
        return name;
    }

    @Test
    void whatNeverCameToTheLedgerIsRemovedAndAllElseStays() throws Exception {
        country.publish();
        country.grant();
        List<BlobName> known = List.of(
                put(new BlobName.OfRecord(country.rid, Part.CONTENT)),
                put(new BlobName.OfCapsule(country.rid, country.id())),
                put(new BlobName.OfGrant(country.gid, 0)),
                put(new BlobName.Forwarded(country.gid, country.rid)),
                put(new BlobName.OfSubject(country.sid, Mail.CARD, country.id())),
                put(new BlobName.OfSubject(country.id(), Mail.WRITERS_MAP, country.id())));
        Id never = country.id();
        Id elsewhere = country.id();
        country.publish(elsewhere, country.hills());
        List<BlobName> orphans = List.of(
                put(new BlobName.OfRecord(never, Part.CONTENT)),
                put(new BlobName.OfRecord(never, Part.SALT)),
                put(new BlobName.OfRecord(elsewhere, Part.CONTENT)),
                put(new BlobName.OfCapsule(never, country.id())),
                put(new BlobName.OfGrant(country.id(), 0)),
                put(new BlobName.Forwarded(country.gid, never)),
                put(new BlobName.OfSubject(country.id(), Mail.CARD, country.id())));
        Deal wanted = country.deal(4);
        Deal orphan = DealOutboxContract.deal(1);
        Deal young = DealOutboxContract.deal(2);
        for (Deal deal : List.of(wanted, orphan, young)) {
            outbox.keep(deal);
        }
        Files.setLastModifiedTime(
                directory.resolve("outbox").resolve(young.custodian().toHex()).resolve(young.dealId() + ".deal"),
                FileTime.from(Instant.now().plus(Duration.ofDays(3))));
        try (Upkeep upkeep = upkeep(LATER)) {
            await().atMost(PATIENCE).until(() -> upkeep.sweepStatus().runs() > 0);
            assertThat(upkeep.sweepStatus().parts()).isEqualTo(orphans.size());
            assertThat(upkeep.sweepStatus().deals()).isEqualTo(1);
        }
        for (BlobName name : orphans) {
            assertThat(vault.stat(name)).as(name.path()).isEmpty();
        }
        for (BlobName name : known) {
            assertThat(vault.stat(name)).as(name.path()).isPresent();
        }
        assertThat(DealOutboxContract.waiting(outbox))
                .extracting(Deal::dealId)
                .containsExactlyInAnyOrder(wanted.dealId(), young.dealId());
    }

    /** A vault that was attached to another ledger is not emptied. */
    @Test
    void nothingIsRemovedWhereTheLedgerKnowsOfNoRecordHere() throws Exception {
        BlobName stranger = put(new BlobName.OfRecord(country.id(), Part.CONTENT));
        try (Upkeep upkeep = upkeep(LATER)) {
            await().atMost(PATIENCE).until(() -> upkeep.sweepStatus().runs() > 0);
            assertThat(upkeep.sweepStatus().parts()).isZero();
        }
        assertThat(vault.stat(stranger)).isPresent();
    }

    @Test
    void whatIsYoungerThanAWeekMayStillComeToTheLedger() throws Exception {
        country.publish();
        BlobName late = put(new BlobName.OfRecord(country.id(), Part.CONTENT));
        try (Upkeep upkeep = upkeep(InstantSource.offset(InstantSource.system(), Duration.ofDays(6)))) {
            await().atMost(PATIENCE).until(() -> upkeep.sweepStatus().runs() > 0);
            assertThat(upkeep.sweepStatus().parts()).isZero();
        }
        assertThat(vault.stat(late))
                .hasValueSatisfying(stat -> assertThat(stat.length()).isEqualTo(7));
    }
}
