package dev.quire.gateway.upkeep;

import dev.quire.gateway.vault.JdbcBlobVault;
import dev.quire.health.Id;
import dev.quire.health.client.DealCourier;
import dev.quire.health.client.Fault;
import dev.quire.health.client.HealthException;
import dev.quire.health.custody.Denial;
import dev.quire.health.member.MemberServices;
import dev.quire.health.vault.BlobVault;
import dev.quire.spi.ledger.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Three threads that look after a member's vault and its author's outbox, until they are closed. */
public final class Upkeep implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
    private static final long LOOK_SECONDS = 1;
    private static final long SWEEP_MILLIS = Duration.ofDays(1).toMillis();
    private static final long CLOSE_SECONDS = 2;
    private static final Set<Denial> PASSING = EnumSet.of(Denial.BEHIND, Denial.QUOTA);

    private final FileOutbox outbox;
    private final DealCourier courier;
    private final Pace pace;
    private final RecordCheck check;
    private final VaultKeeper keeper;
    private final BlobVault watched;
    private final OrphanSweep sweep;
    private final ScheduledThreadPoolExecutor threads;

    /**
     * How eager it is.
     *
     * <p>What never came to the ledger is removed once it is older than {@code sweepAfter}, two days or more: its author gives
     * up after one.
     *
     * @param every how long after a walk through all records the next one begins
     * @param bytesPerSecond that are read for it here and at the others together; 64 KiB or more
     * @param deliverEvery how long after one attempt to hand in deals the next one is made
     */
    public record Settings(Duration every, long bytesPerSecond, Duration deliverEvery, Duration sweepAfter) {
        private static final Duration LEAST = Duration.ofSeconds(1);
        private static final long LEAST_BYTES = 64L << 10;

        /** The least age at which something is swept. */
        public static final Duration LEAST_AGE = Duration.ofDays(2);

        /** A week, 4 MiB, a minute and a week. */
        public static final Settings DEFAULT =
                new Settings(Duration.ofDays(7), 4L << 20, Duration.ofMinutes(1), Duration.ofDays(7));

        public Settings {
            if (every.compareTo(LEAST) < 0 || deliverEvery.compareTo(LEAST) < 0 || bytesPerSecond < LEAST_BYTES) {
                throw new IllegalArgumentException(
                        "it is done every second at most, and at " + LEAST_BYTES + " bytes a second at least");
            }
            if (sweepAfter.compareTo(LEAST_AGE) < 0) {
                throw new IllegalArgumentException("what may still come to the ledger is kept for two days at least");
            }
        }
    }

    /**
     * What it works with; all of it stays the caller's to close.
     *
     * @param own the member
     * @param vault its vault
     * @param members the way to the others, as that member
     * @param clock by which something is old
     */
    public record Ports(
            Ledger ledger,
            Id own,
            JdbcBlobVault vault,
            MemberServices members,
            FileOutbox outbox,
            DealCourier courier,
            InstantSource clock) {}

    /** Why custodians refused deals when they were handed in last, other than what passes by itself. */
    private volatile SortedMap<Id, SortedSet<Denial>> refusedDeals = new TreeMap<>();

    private Upkeep(Settings settings, Ports ports) {
        outbox = ports.outbox();
        courier = ports.courier();
        pace = new Pace(settings.bytesPerSecond());
        check = new RecordCheck(ports.ledger().chainId(), ports.own(), ports.vault(), ports.members(), pace);
        keeper = new VaultKeeper(ports.ledger(), ports.own(), check, settings.every());
        watched = new WatchedVault(ports.vault(), keeper::missed);
        sweep = new OrphanSweep(ports, settings.sweepAfter(), ports.clock());
        threads = new ScheduledThreadPoolExecutor(3, runnable -> {
            Thread thread = new Thread(runnable, "quire-upkeep");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins at once. */
    public static Upkeep start(Settings settings, Ports ports) {
        Upkeep upkeep = new Upkeep(settings, ports);
        upkeep.repeat("the vault is not looked after", upkeep::look, LOOK_SECONDS * 1_000);
        upkeep.repeat(
                "deals are not handed in",
                upkeep::deliver,
                settings.deliverEvery().toMillis());
        upkeep.repeat("what never came to the ledger is not removed", upkeep::sweep, SWEEP_MILLIS);
        return upkeep;
    }

    /** A defect ends the one thing that has it, and is told. */
    private void repeat(String end, Runnable work, long millis) {
        var unused = threads.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException e) {
                        log.error("{} any more: tell the makers, and restart the service", end, e);
                        throw e;
                    }
                },
                0,
                millis,
                TimeUnit.MILLISECONDS);
    }

    /** The vault, for all who use it: what they miss in it is looked at. */
    public BlobVault vault() {
        return watched;
    }

    public VaultStatus vaultStatus() {
        return keeper.status();
    }

    /** What was removed since nothing on the ledger names it. */
    public SweepStatus sweepStatus() {
        return sweep.status();
    }

    /** Deals that no custodian has receipted yet. */
    public SortedMap<Id, Integer> waitingDeals() throws IOException {
        return outbox.counts();
    }

    /** Why custodians refused some of them the last time, other than what passes by itself. */
    public SortedMap<Id, SortedSet<Denial>> refusedDeals() {
        return Collections.unmodifiableSortedMap(refusedDeals);
    }

    /** The most deals that wait for one custodian. */
    public int outboxRoom() {
        return outbox.room();
    }

    private void look() {
        while (!pace.isClosed() && keeper.step()) {
            // Each step is one record, at the pace that was set.
        }
    }

    private void sweep() {
        try {
            sweep.run();
        } catch (InterruptedException e) {
            // The service is being stopped: the rest is found by the next.
            Thread.currentThread().interrupt();
        }
    }

    private void deliver() {
        try {
            List<Fault> faults = courier.deliver().get();
            SortedMap<Id, SortedSet<Denial>> refused = new TreeMap<>();
            for (Fault fault : faults) {
                log.info("a deal waits on: {}", fault.sentence());
                fault.denial()
                        .filter(denial -> !PASSING.contains(denial))
                        .ifPresent(denial -> refused.computeIfAbsent(fault.orgId(), first -> new TreeSet<>())
                                .add(denial));
            }
            if (!refused.isEmpty() && !refused.equals(refusedDeals)) {
                log.error(
                        "custodians refuse deals, and will again: their shares of these records are missing until that is"
                                + " put right: {}",
                        refused);
            }
            refusedDeals = refused;
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof HealthException)) {
                throw new IllegalStateException("handing in deals failed in a way that nobody foresaw", e);
            }
            log.info("deals wait on: {}", e.getCause().getMessage());
        } catch (InterruptedException e) {
            // The service is being stopped: deals lie durably in the outbox.
            Thread.currentThread().interrupt();
        }
    }

    /** What is under way ends soon, or is given up. */
    @Override
    public void close() {
        pace.close();
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                log.info("what was under way in the vault is given up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        check.close();
    }
}
