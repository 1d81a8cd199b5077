package dev.quire.raft;

import dev.quire.spi.consensus.BrokenInvariantException;
import dev.quire.spi.consensus.EngineStart.TermRun;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The terms of all entries, as runs: terms only rise with the height, so they fit in memory for any chain. */
final class TermRuns {
    /** First height of each run to its term. */
    private final TreeMap<Long, Long> runs = new TreeMap<>();

    TermRuns(List<TermRun> runs) {
        for (TermRun run : runs) {
            append(run.firstHeight(), run.term());
        }
    }

    /** The lowest height whose term is known: 0 unless the journal began later. */
    long firstKnown() {
        return runs.isEmpty() || runs.firstKey() <= 1 ? 0 : runs.firstKey();
    }

    /** The term at {@code height}, which is at most the last one; 0 for the genesis block. */
    long termAt(long height) {
        Map.Entry<Long, Long> run = runs.floorEntry(height);
        return run == null ? 0 : run.getValue();
    }

    /** The first height with the same term as {@code height}. */
    long firstOfTermAt(long height) {
        Long first = runs.floorKey(height);
        return first == null ? 0 : first;
    }

    /** The highest height up to {@code lastHeight} whose term is at most {@code term}. */
    long lastWithTermAtMost(long term, long lastHeight) {
        long last = lastHeight;
        for (Map.Entry<Long, Long> run :
                runs.headMap(lastHeight, true).descendingMap().entrySet()) {
            if (run.getValue() <= term) {
                return last;
            }
            last = run.getKey() - 1;
        }
        return last;
    }

    void append(long height, long term) {
        long lastTerm = runs.isEmpty() ? 0 : runs.lastEntry().getValue();
        if (term < lastTerm) {
            throw new BrokenInvariantException(
                    "the term falls from " + lastTerm + " to " + term + " at height " + height);
        }
        if (term > lastTerm) {
            runs.put(height, term);
        }
    }

    /** Takes the terms up to {@code height} from {@code known}, and keeps its own above. */
    void replaceUpTo(long height, List<TermRun> known) {
        TreeMap<Long, Long> above = new TreeMap<>(runs.tailMap(height, false));
        above.putIfAbsent(height + 1, termAt(height + 1));
        runs.clear();
        known.stream().filter(run -> run.firstHeight() <= height).forEach(run -> append(run.firstHeight(), run.term()));
        above.forEach(this::append);
    }

    /** Forgets everything from {@code height} on. */
    void truncateFrom(long height) {
        runs.tailMap(height, true).clear();
    }
}
