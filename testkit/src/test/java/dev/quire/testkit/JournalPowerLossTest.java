package dev.quire.testkit;

import static dev.quire.internal.journal.Samples.IDENTITY;
import static dev.quire.internal.journal.Samples.SMALL;
import static dev.quire.internal.journal.Samples.entry;
import static dev.quire.internal.journal.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.internal.journal.Journal;
import dev.quire.internal.journal.Samples;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.HardState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The power fails before every single write, sync and change of a name; then it fails again during the restart. */
class JournalPowerLossTest {
    private static final int SEEDS = 20;

    /** What the caller of a journal knows: what was acknowledged, and how far the batch under way may have come. */
    private static final class Expected {
        private final List<List<Entry>> possible = new ArrayList<>(List.of(List.of()));
        private HardState acknowledged = HardState.initial();
        private HardState attempted = HardState.initial();
        private long droppedBelow;

        void persist(Journal journal, HardState state, long committed, Entry... added) throws IOException {
            attempted = state;
            for (Entry entry : added) {
                List<Entry> next = new ArrayList<>(possible.get(possible.size() - 1));
                next.removeIf(old -> old.height() >= entry.height());
                next.add(entry);
                possible.add(next);
            }
            journal.persist(Optional.of(state), List.of(added), committed);
            acknowledged = state;
            possible.subList(0, possible.size() - 1).clear();
        }

        void dropBelow(Journal journal, long height) throws IOException {
            droppedBelow = height;
            journal.dropBelow(height);
        }

        void check(Journal journal) throws IOException {
            assertThat(journal.recovered().damages()).isEmpty();
            assertThat(journal.recovered().recovering()).isFalse();
            assertThat(journal.hardState()).isIn(acknowledged, attempted);
            long first = journal.firstHeight();
            assertThat(first).isLessThanOrEqualTo(Math.max(1, droppedBelow));
            List<Entry> found = journal.load(first, journal.lastHeight(), Integer.MAX_VALUE);
            List<List<Entry>> allowed = journal.hardState().equals(acknowledged)
                    ? possible
                    // The head is written last.
                    : possible.subList(possible.size() - 1, possible.size());
            assertThat(allowed)
                    .anySatisfy(entries -> assertThat(entries)
                            .filteredOn(entry -> entry.height() >= first)
                            .isEqualTo(found));
        }
    }

    private static void history(Journal journal, Expected expected) throws IOException {
        expected.persist(journal, new HardState(1, Optional.of(key(1))), 0, entry(1, 1), entry(2, 1, 700));
        expected.persist(journal, new HardState(1, Optional.of(key(1))), 1, entry(3, 1, 1000), entry(4, 1));
        journal.certificate(Samples.certificate(1));
        expected.persist(journal, new HardState(2, Optional.empty()), 2, entry(3, 2, 900));
        expected.persist(journal, new HardState(2, Optional.of(key(3))), 2);
        expected.persist(journal, new HardState(2, Optional.of(key(3))), 3, entry(4, 2, 1000), entry(5, 2, 1000));
        expected.persist(journal, new HardState(3, Optional.of(key(2))), 4, entry(5, 3, 1000), entry(6, 3, 1000));
        expected.dropBelow(journal, 4);
        expected.persist(journal, new HardState(3, Optional.of(key(2))), 5, entry(7, 3, 300));
    }

    @Test
    void nothingAcknowledgedIsLostWhereverThePowerFails() throws IOException {
        long all = operationsOfOneRun();
        for (long stop = 1; stop <= all; stop++) {
            for (int seed = 0; seed < SEEDS; seed++) {
                run(stop, new SplittableRandom(seed * 1_000L + stop));
            }
        }
        assertThat(all).isGreaterThan(40);
    }

    private static long operationsOfOneRun() throws IOException {
        SimDisk disk = new SimDisk(new SplittableRandom(0));
        Expected expected = new Expected();
        history(Journal.open(disk, SMALL, IDENTITY), expected);
        return disk.operations();
    }

    private static void run(long stop, RandomGenerator random) throws IOException {
        SimDisk disk = new SimDisk(random);
        Expected expected = new Expected();
        disk.stopBefore(stop);
        try {
            history(Journal.open(disk, SMALL, IDENTITY), expected);
        } catch (PowerLossException e) {
            disk.crash();
        }
        for (int restart = 0; restart < 2; restart++) {
            disk.stopBefore(1 + random.nextInt(6));
            try {
                Journal.open(disk, SMALL, IDENTITY).close();
            } catch (PowerLossException e) {
                disk.crash();
            }
        }
        disk.stopBefore(Long.MAX_VALUE / 2);
        Journal journal = Journal.open(disk, SMALL, IDENTITY);
        expected.check(journal);
    }
}
