package dev.quire.testkit;

import static dev.quire.internal.journal.Samples.IDENTITY;
import static dev.quire.internal.journal.Samples.SMALL;
import static dev.quire.internal.journal.Samples.entry;
import static dev.quire.internal.journal.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.internal.journal.Journal;
import dev.quire.internal.journal.Samples;
import dev.quire.spi.consensus.HardState;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The power fails before every single write, sync and change of a name; then it fails again during the restart. */
class JournalPowerLossTest {
    private static final int SEEDS = 20;

    private static void history(Journal journal, JournalModel model) throws IOException {
        model.persist(journal, new HardState(1, Optional.of(key(1))), 0, List.of(entry(1, 1), entry(2, 1, 700)));
        model.persist(journal, new HardState(1, Optional.of(key(1))), 1, List.of(entry(3, 1, 1000), entry(4, 1)));
        journal.certificate(Samples.certificate(1));
        model.persist(journal, new HardState(2, Optional.empty()), 2, List.of(entry(3, 2, 900)));
        model.persist(journal, new HardState(2, Optional.of(key(3))), 2, List.of());
        model.persist(journal, new HardState(2, Optional.of(key(3))), 3, List.of(entry(4, 2, 1000), entry(5, 2, 1000)));
        model.persist(journal, new HardState(3, Optional.of(key(2))), 4, List.of(entry(5, 3, 1000), entry(6, 3, 1000)));
        model.persist(
                journal,
                new HardState(3, Optional.of(key(2))),
                4,
                List.of(entry(6, 3, 200)),
                Optional.of(Samples.prepared(entry(6, 3, 200))));
        model.persist(journal, new HardState(4, Optional.empty()), 4, List.of(entry(6, 4, 900)));
        model.dropBelow(journal, 4);
        model.persist(
                journal,
                new HardState(4, Optional.empty()),
                5,
                List.of(entry(7, 4, 300)),
                Optional.of(Samples.prepared(entry(6, 4, 900))));
        model.persist(journal, new HardState(4, Optional.empty()), 6, List.of(entry(8, 4, 100)));
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
        JournalModel model = new JournalModel();
        history(Journal.open(disk, SMALL, IDENTITY), model);
        return disk.operations();
    }

    private static void run(long stop, RandomGenerator random) throws IOException {
        SimDisk disk = new SimDisk(random);
        JournalModel model = new JournalModel();
        disk.stopBefore(stop);
        try {
            history(Journal.open(disk, SMALL, IDENTITY), model);
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
        disk.crash();
        Journal journal = Journal.open(disk, SMALL, IDENTITY);
        model.check(journal);
    }
}
