package dev.quire.health.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.health.AccessEntry;
import dev.quire.health.AccessKind;
import dev.quire.health.Basis;
import dev.quire.health.Id;
import dev.quire.health.Purpose;
import dev.quire.health.ReadingCommand;
import dev.quire.health.Role;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.keys.X25519Key;
import dev.quire.spi.ledger.Ledger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lists that are longer than one proof: any member can make those of a patient and its own so long. */
@Timeout(120)
class LongListTest {
    private static final int LOG = 60;

    @TempDir
    Path scratch;

    /** A reading that is refused; it is on the lists all the same. */
    private static void beRefused(Network network, Id sid, Id pracId) {
        network.commit(
                network.rural().gateway,
                new ReadingCommand.Access(
                        network.ledger.newId(),
                        sid,
                        new Basis.ByGrant(network.ledger.newId()),
                        AccessKind.VIEW,
                        List.of(network.ledger.newId()),
                        Purpose.TREAT,
                        X25519Key.generate(network.random).publicKey(),
                        Optional.of(pracId)));
    }

    private static HealthLedger over(Network network, Ledger node) {
        return network.ledger(new EmbeddedLedger(node, Duration.ofSeconds(10)));
    }

    private static Patient patient(HealthLedger ledger, PatientSeed seed, Id sid) {
        return ledger.patient(seed, sid, (subject, signer) -> {
            throw new AssertionError("lists are asked of the ledger");
        });
    }

    @Test
    void floodedAccessLogIsReadInPartsThatMeet() throws Exception {
        try (Network network = new Network(scratch)) {
            PatientSeed seed = PatientSeed.generate(network.random);
            Id sid = network.enrolled(network.city(), seed).sid();
            Id doctor = network.employ(network.rural(), "Ada", Role.ATTENDING).pracId();
            for (int i = 0; i < LOG; i++) {
                beRefused(network, sid, doctor);
            }
            AtomicInteger asked = new AtomicInteger();
            Ledger narrow = SmallProofs.of(network.node, 3_000, asked::incrementAndGet);
            List<AccessEntry> whole =
                    Network.done(patient(network.ledger, seed, sid).accessLog()).entries();
            assertThat(whole).hasSize(LOG);
            assertThat(Network.done(patient(over(network, narrow), seed, sid).accessLog())
                            .entries())
                    .isEqualTo(whole);
            assertThat(asked.get()).as("parts").isGreaterThan(10);
            assertThat(Network.done(over(network, narrow)
                                    .hospital(
                                            network.rural().keys(),
                                            network.servicesFor(network.rural().orgId),
                                            network.rural().outbox)
                                    .accessLog())
                            .entries())
                    .isEqualTo(whole);
        }
    }

    @Test
    void whatComesWhileItIsReadIsWholeOrNotThere() throws Exception {
        try (Network network = new Network(scratch)) {
            PatientSeed seed = PatientSeed.generate(network.random);
            Id sid = network.enrolled(network.city(), seed).sid();
            Id doctor = network.employ(network.rural(), "Ada", Role.ATTENDING).pracId();
            for (int i = 0; i < 20; i++) {
                beRefused(network, sid, doctor);
            }
            Ledger busy = SmallProofs.of(network.node, 3_000, () -> beRefused(network, sid, doctor));
            Proven<AccessEntry> log =
                    Network.done(patient(over(network, busy), seed, sid).accessLog());
            List<AccessEntry> since = new ArrayList<>(
                    Network.done(patient(network.ledger, seed, sid).accessLog()).entries());
            since.removeIf(access -> access.asked().height() > log.height());
            assertThat(log.entries()).hasSizeGreaterThanOrEqualTo(20).isEqualTo(since);
        }
    }

    @Test
    void nodeThatCallsEverythingTooLargeIsNotAskedForEver() throws Exception {
        try (Network network = new Network(scratch)) {
            PatientSeed seed = PatientSeed.generate(network.random);
            Id sid = network.enrolled(network.city(), seed).sid();
            AtomicInteger asked = new AtomicInteger();
            Ledger mean = SmallProofs.of(network.node, 0, asked::incrementAndGet);
            assertThat(Network.failure(
                            patient(over(network, mean), seed, sid).accessLog(), HealthException.Unavailable.class))
                    .hasMessageContaining("larger");
            assertThat(asked.get()).isLessThanOrEqualTo(1_000);
        }
    }
}
