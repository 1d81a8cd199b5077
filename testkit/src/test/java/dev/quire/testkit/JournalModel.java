package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.internal.journal.Journal;
import dev.quire.internal.journal.PersistRequest;
import dev.quire.internal.journal.Recovered;
import dev.quire.spi.consensus.EngineStart.PreparedBlock;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.HardState;
import dev.quire.spi.consensus.Prepared;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the caller of a journal knows: what was acknowledged, and how far the batch under way may have come. */
final class JournalModel {
    private final List<List<Entry>> possible = new ArrayList<>(List.of(List.of()));
    /** Every entry that was acknowledged, replaced ones included: the node may have voted for it. */
    private final List<Entry> written = new ArrayList<>();

    private HardState acknowledged = HardState.initial();
    private HardState attempted = HardState.initial();
    private Optional<Prepared> acknowledgedPrepared = Optional.empty();
    private Optional<Prepared> attemptedPrepared = Optional.empty();
    private long droppedBelow;

    List<Entry> entries() {
        return possible.get(possible.size() - 1);
    }

    HardState hardState() {
        return acknowledged;
    }

    void persist(Journal journal, HardState state, long committed, List<Entry> added) throws IOException {
        persist(journal, state, committed, added, Optional.empty());
    }

    void persist(Journal journal, HardState state, long committed, List<Entry> added, Optional<Prepared> prepared)
            throws IOException {
        attempted = state;
        attemptedPrepared = prepared.or(() -> acknowledgedPrepared);
        for (Entry entry : added) {
            List<Entry> next = new ArrayList<>(entries());
            next.removeIf(old -> old.height() >= entry.height());
            next.add(entry);
            possible.add(next);
        }
        journal.persistAll(List.of(new PersistRequest(Optional.of(state), added, prepared, committed)));
        written.addAll(added);
        acknowledged = state;
        acknowledgedPrepared = attemptedPrepared;
        possible.subList(0, possible.size() - 1).clear();
    }

    void dropBelow(Journal journal, long height) throws IOException {
        droppedBelow = Math.max(droppedBelow, height);
        journal.dropBelow(height);
    }

    /** Compares a journal after a restart, and takes over what it found. */
    void check(Journal journal) throws IOException {
        assertThat(journal.recovered().damages()).isEmpty();
        assertThat(journal.recovered().recovering()).isFalse();
        assertThat(journal.hardState()).isIn(acknowledged, attempted);
        long first = journal.firstHeight();
        assertThat(first).isLessThanOrEqualTo(Math.max(1, droppedBelow));
        List<Entry> found = journal.load(first, journal.lastHeight(), Integer.MAX_VALUE);
        boolean headWritten = !journal.hardState().equals(acknowledged);
        // The head is written last, so a new one promises the whole batch.
        assertThat(headWritten ? List.of(entries()) : possible)
                .anySatisfy(entries -> assertThat(entries)
                        .filteredOn(entry -> entry.height() >= first)
                        .isEqualTo(found));
        checkPrepared(journal.recovered(), headWritten);
        for (Entry entry : written) {
            if (entry.height() > journal.recovered().committedMark()) {
                assertThat(journal.openBlock(entry.height(), entry.block().hash()))
                        .contains(entry.block());
            }
        }
        possible.clear();
        possible.add(new ArrayList<>(found));
        acknowledged = journal.hardState();
        attempted = acknowledged;
    }

    private void checkPrepared(Recovered recovered, boolean headWritten) {
        List<Optional<Prepared>> allowed =
                headWritten ? List.of(attemptedPrepared) : List.of(acknowledgedPrepared, attemptedPrepared);
        Optional<Prepared> found = recovered.prepared().map(PreparedBlock::prepared);
        assertThat(allowed.stream()
                        .map(prepared -> prepared.filter(p -> p.height() > recovered.committedMark()))
                        .toList())
                .contains(found);
        recovered
                .prepared()
                .ifPresent(whole -> assertThat(whole.block().hash())
                        .isEqualTo(whole.prepared().blockHash()));
        acknowledgedPrepared = found;
        attemptedPrepared = found;
    }
}
