package dev.quire.testkit.history;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Judges whether a history of reads, writes and compare-and-sets is linearizable (Herlihy and Wing, 1990). A history is
 * linearizable if and only if that of each key is, since no operation touches two, so the keys are judged one by one.
 *
 * <p>The question is NP-complete. Histories of some tens of clients are decided in milliseconds, but there are others:
 * so the work is bounded, and a search that reaches the bound says that it does not know.
 */
public final class LinearizabilityChecker {
    /** Bounds the memory of a search to some hundred megabytes. */
    public static final long DEFAULT_MAX_CONFIGURATIONS = 1_000_000;

    private final long maxConfigurations;

    /** @param maxConfigurations how many configurations the search over one key may look at, 1 or more */
    public LinearizabilityChecker(long maxConfigurations) {
        this.maxConfigurations = maxConfigurations;
    }

    /** The verdict for each key that is in the history. All keys are absent at its beginning. */
    public SortedMap<String, Verdict> check(List<Operation> history) {
        SortedMap<String, List<Operation>> byKey = new TreeMap<>();
        for (Operation operation : history) {
            byKey.computeIfAbsent(operation.key(), key -> new ArrayList<>()).add(operation);
        }
        SortedMap<String, Verdict> verdicts = new TreeMap<>();
        byKey.forEach((key, operations) -> verdicts.put(key, new KeySearch(operations, maxConfigurations).run()));
        return verdicts;
    }
}
