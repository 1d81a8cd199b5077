package dev.quire.raft;

import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart.TermRun;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.HardState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A journal and a head file that lose, at a loss of power, any end of what was not yet synced. */
final class SimDisk {
    private final ArrayDeque<Effect.Persist> unsynced = new ArrayDeque<>();
    private final TreeMap<Long, Entry> journal = new TreeMap<>();
    private HardState hardState = HardState.initial();
    private long commitMark;

    void write(Effect.Persist persist) {
        unsynced.add(persist);
    }

    /** Syncs the oldest write. */
    Effect.Persist syncNext() {
        Effect.Persist persist = unsynced.removeFirst();
        for (Entry entry : persist.entries()) {
            journal.tailMap(entry.height(), true).clear();
            journal.put(entry.height(), entry);
        }
        persist.hardState().ifPresent(state -> hardState = state);
        commitMark = Math.max(commitMark, Math.min(persist.committedHeight(), lastHeight()));
        return persist;
    }

    void losePower(RandomGenerator random) {
        int kept = random.nextInt(unsynced.size() + 1);
        for (int i = 0; i < kept; i++) {
            syncNext();
        }
        loseUnsynced();
    }

    /** The power goes, and nothing of what was not synced is there. */
    void loseUnsynced() {
        unsynced.clear();
    }

    void forgetHardState() {
        hardState = HardState.initial();
    }

    void forgetFrom(long height) {
        journal.tailMap(height, true).clear();
        commitMark = Math.min(commitMark, lastHeight());
    }

    HardState hardState() {
        return hardState;
    }

    long lastHeight() {
        return journal.isEmpty() ? 0 : journal.lastKey();
    }

    boolean has(long height, Hash hash) {
        Entry entry = journal.get(height);
        return entry != null && entry.block().hash().equals(hash);
    }

    /** The highest height that is known here to be committed. */
    long commitMark() {
        return commitMark;
    }

    void applied(long height) {
        commitMark = Math.max(commitMark, height);
    }

    Hash hashAt(long height) {
        return height == 0 ? TestBlocks.GENESIS : journal.get(height).block().hash();
    }

    List<Entry> entries(long from, long to) {
        return from > to
                ? List.of()
                : List.copyOf(journal.subMap(from, true, to, true).values());
    }

    List<TermRun> terms() {
        List<TermRun> runs = new ArrayList<>();
        for (Entry entry : journal.values()) {
            if (runs.isEmpty() || runs.get(runs.size() - 1).term() != entry.term()) {
                runs.add(new TermRun(entry.height(), entry.term()));
            }
        }
        return runs;
    }
}
