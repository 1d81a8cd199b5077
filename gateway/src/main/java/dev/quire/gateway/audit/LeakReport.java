package dev.quire.gateway.audit;

import java.util.List;

/**
 * What a scan came to.
 *
 * @param patients whose plaintext was looked for
 * @param runs of twelve bytes that were looked for
 * @param oneRunIn of the runs only one in so many was looked for, since more did not fit into memory; 1: all
 * @param strings identifying strings that were looked for
 * @param files that were looked at
 * @param bytes that were looked at, those of opened stores included
 * @param expectedInNoise how many of the strings noise of so many bytes holds on average
 * @param leakCount all that were found
 * @param leaks the first of them, at most {@link #MOST_LEAKS}
 * @param unreadable what could not be looked at
 */
public record LeakReport(
        int patients,
        long runs,
        int oneRunIn,
        int strings,
        long files,
        long bytes,
        double expectedInNoise,
        long leakCount,
        List<Leak> leaks,
        List<Unreadable> unreadable) {
    /** How many leaks are told one by one. */
    public static final int MOST_LEAKS = 1000;

    /** Something that could not be opened or read, and why. */
    public record Unreadable(String file, String store, String why) {}

    public LeakReport {
        leaks = List.copyOf(leaks);
        unreadable = List.copyOf(unreadable);
    }
}
