package dev.quire.health.client;

import static dev.quire.health.client.Network.done;
import static dev.quire.health.client.Network.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.crypto.Ed25519Key;
import dev.quire.health.Id;
import dev.quire.health.KeyChange;
import dev.quire.health.MemberCommand;
import dev.quire.health.RecordEntry;
import dev.quire.health.custody.Deal;
import dev.quire.health.custody.SignedEntry;
import dev.quire.health.member.MemberServices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Protocol 1 (docs/healthcare/protocol.md): what is written, to whom its shares come, and what stays when it fails. */
class PublishingTest {
    @TempDir
    private Path scratch;

    private Network network;
    private Patient ana;

    @BeforeEach
    void open() throws IOException {
        network = new Network(scratch);
        ana = network.enrolled(network.city());
    }

    @AfterEach
    void close() throws IOException {
        ana.close();
        network.close();
    }

    @Test
    void outboxGoesOnUntilEveryCustodianHasItsShare() throws IOException {
        network.hill().deaf = true;
        Published record = network.publish(network.city(), ana, "clinical", "a broken arm");
        assertThat(network.hill().stores.shares).isEmpty();
        assertThat(done(network.hospital(network.city()).deliverDeals()))
                .extracting(Fault::kind)
                .containsExactly(Fault.Kind.SILENT);
        network.hill().deaf = false;
        assertThat(done(network.hospital(network.city()).deliverDeals())).isEmpty();
        assertThat(DealOutboxContract.waiting(network.city().outbox)).isEmpty();
        assertThat(network.hill().stores.shares.keySet())
                .extracting(place -> place.rid())
                .containsExactly(record.rid());
    }

    @Test
    void dealsThatWaitOutliveTheGatewayKeyThatSignedThem() throws IOException {
        network.hill().deaf = true;
        Published record = network.publish(network.city(), ana, "clinical", "a broken arm");
        network.commit(
                network.city().controller,
                new MemberCommand.RotateMemberKey(new KeyChange.Gateways(
                        List.of(Ed25519Key.generate(network.random).publicKey()))));
        network.hill().deaf = false;
        assertThat(done(network.hospital(network.city()).deliverDeals())).isEmpty();
        assertThat(DealOutboxContract.waiting(network.city().outbox)).isEmpty();
        assertThat(network.hill().stores.shares.keySet())
                .extracting(place -> place.rid())
                .containsExactly(record.rid());
    }

    @Test
    void withTooFewCustodiansNothingIsPublished() throws IOException {
        network.hill().deaf = true;
        network.coast().deaf = true;
        HealthException.TooFewCustodians few = failure(
                network.hospital(network.city()).publish(ana.sid(), Network.entry("clinical", "a broken arm")),
                HealthException.TooFewCustodians.class);
        assertThat(few.faults())
                .allSatisfy(fault -> assertThat(fault.sentence()).doesNotContain("Exception"))
                .extracting(Fault::orgId)
                .containsExactlyInAnyOrder(network.hill().orgId, network.coast().orgId);
        assertThat(done(ana.records()).entries()).isEmpty();
        assertThat(DealOutboxContract.waiting(network.city().outbox)).isEmpty();
        assertThat(network.city().vault.blobs.keySet()).noneMatch(name -> name.startsWith("record/"));
    }

    /** Else its share would never come to it, and the record would be lost with one member fewer than is promised. */
    @Test
    void whomTheOutboxHasNoRoomForTakesItsShareAtOnceOrNothingIsPublished() throws IOException {
        Id hill = network.hill().orgId;
        Keeping full = deal -> {
            if (deal.custodian().equals(hill)) {
                throw new OutboxFullException(hill, 3);
            }
        };
        DealOutbox outbox = new Before(full, network.city().outbox);
        Hospital city =
                network.ledger.hospital(network.city().keys(), network.servicesFor(network.city().orgId), outbox);
        Published record = done(city.publish(ana.sid(), Network.entry("clinical", "a broken arm")));
        assertThat(record.custody()).extracting(SignedEntry::custodian).contains(network.hill().orgId);
        network.hill().deaf = true;
        HealthException.Unavailable refused = failure(
                city.publish(ana.sid(), Network.entry("clinical", "a broken leg")), HealthException.Unavailable.class);
        assertThat(refused)
                .hasMessageContaining("custodian " + network.hill().orgId)
                .hasMessageContaining("outbox-room");
        assertThat(done(ana.records()).entries()).extracting(RecordEntry::rid).containsExactly(record.rid());
        assertThat(DealOutboxContract.waiting(outbox)).isEmpty();
    }

    /** What was put for it may be swept by then. */
    @Test
    void publicationThatSleptForMoreThanADayIsBegunAnew() {
        AtomicReference<Duration> slept = new AtomicReference<>(Duration.ZERO);
        DealOutbox outbox = new Before(deal -> slept.set(Duration.ofHours(25)), network.city().outbox);
        HealthLedger sleepy = new HealthLedger(
                new EmbeddedLedger(network.node, Duration.ofSeconds(10)),
                new ClientSettings(scratch, 30_000, 20_000),
                network.random,
                () -> Instant.now().plus(slept.get()),
                Runnable::run);
        Hospital city = sleepy.hospital(network.city().keys(), network.servicesFor(network.city().orgId), outbox);
        assertThat(failure(
                        city.publish(ana.sid(), Network.entry("clinical", "a broken arm")),
                        HealthException.Unavailable.class))
                .hasMessageContaining("more than a day");
        assertThat(done(ana.records()).entries()).isEmpty();
    }

    private interface Keeping {
        void keep(Deal deal) throws IOException;
    }

    /** An outbox before which something else happens. */
    private record Before(Keeping first, DealOutbox others) implements DealOutbox {
        @Override
        public void keep(Deal deal) throws IOException {
            first.keep(deal);
            others.keep(deal);
        }

        @Override
        public void done(Deal deal) throws IOException {
            others.done(deal);
        }

        @Override
        public SortedMap<Id, Integer> counts() throws IOException {
            return others.counts();
        }

        @Override
        public List<Kept> waiting(Id whom) throws IOException {
            return others.waiting(whom);
        }
    }

    /** Its spool goes while the own vault takes the content; no other vault has done anything wrong. */
    @Test
    void authorsOwnDiskIsBlamedOnNobody() {
        Site city = network.city();
        MemberServices services = orgId -> {
            if (orgId.equals(city.orgId)) {
                removeSpool();
            }
            return network.servicesFor(city.orgId).of(orgId);
        };
        Hospital hospital = network.ledger.hospital(city.keys(), services, city.outbox);
        assertThat(failure(
                        hospital.publish(ana.sid(), Network.entry("clinical", "a broken arm")),
                        HealthException.Unavailable.class))
                .hasCauseInstanceOf(NoSuchFileException.class);
    }

    private void removeSpool() {
        try (DirectoryStream<Path> spools = Files.newDirectoryStream(scratch, "sealed-*")) {
            for (Path spool : spools) {
                Files.delete(spool);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
