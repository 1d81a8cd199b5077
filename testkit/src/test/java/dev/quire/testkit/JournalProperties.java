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
import dev.quire.spi.consensus.Prepared;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random histories with losses of power and failed syncs, against a list. */
class JournalProperties {
    private static final int LIVES = 4;
    private static final int BATCHES = 8;

    @Property(tries = 400)
    void keepsWhatItAcknowledged(@ForAll long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        SimDisk disk = new SimDisk(random);
        JournalModel model = new JournalModel();
        for (int life = 0; life < LIVES; life++) {
            int mishap = random.nextInt(4);
            if (mishap > 0) {
                disk.stopBefore(random.nextLong(1, 60));
            }
            try {
                live(disk, model, random, mishap == 1);
            } catch (IOException e) {
                assertThat(e).hasMessageStartingWith("simulated");
            }
            disk.crash();
        }
        model.check(Journal.open(disk, SMALL, IDENTITY));
    }

    private static void live(SimDisk disk, JournalModel model, SplittableRandom random, boolean failSync)
            throws IOException {
        Journal journal = Journal.open(disk, SMALL, IDENTITY);
        model.check(journal);
        int failing = failSync ? random.nextInt(BATCHES) : -1;
        for (int batch = 0; batch < BATCHES; batch++) {
            if (batch == failing) {
                disk.failSync();
            }
            if (random.nextInt(6) == 0) {
                model.dropBelow(journal, random.nextLong(1, journal.lastHeight() + 2));
            }
            if (random.nextInt(4) == 0) {
                journal.certificate(Samples.certificate(random.nextLong(1, 9)));
            }
            persist(journal, model, random);
        }
        journal.close();
    }

    private static void persist(Journal journal, JournalModel model, SplittableRandom random) throws IOException {
        HardState state = model.hardState();
        if (random.nextInt(3) == 0) {
            state = new HardState(state.term() + 1, Optional.of(key(random.nextInt(5))));
        }
        long last = journal.lastHeight();
        long height = random.nextInt(3) == 0 ? random.nextLong(journal.firstHeight(), last + 2) : last + 1;
        List<Entry> added = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            added.add(entry(height++, state.term(), random.nextInt(1025)));
        }
        Optional<Prepared> prepared = added.isEmpty() || random.nextInt(3) > 0
                ? Optional.empty()
                : Optional.of(Samples.prepared(added.get(random.nextInt(added.size()))));
        model.persist(journal, state, 0, added, prepared);
    }
}
