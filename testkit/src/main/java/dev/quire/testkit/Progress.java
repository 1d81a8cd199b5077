package dev.quire.testkit;

import java.io.PrintStream;

/**
 * A bar for a long series: drawn over and over in one line of a terminal, and elsewhere, as in a file, a line for each
 * twentieth. Goes by what is done, not by the clock, so a short series shows nothing.
 */
final class Progress {
    private static final int WIDTH = 20;

    private final PrintStream err;
    private final boolean terminal;
    private final long total;
    private long done;

    Progress(PrintStream err, boolean terminal, long total) {
        this.err = err;
        this.terminal = terminal;
        this.total = total;
    }

    /** Java cannot tell for the standard error alone, so the script says it. */
    static boolean onTerminal() {
        return Boolean.getBoolean("quire.terminal");
    }

    /** One more is done; so many of all that were have failed. */
    void step(long failed) {
        done++;
        long steps = share(WIDTH);
        boolean draw = terminal ? share(10L * WIDTH) > shareBefore(10L * WIDTH) : steps > shareBefore(WIDTH);
        if (total < WIDTH || !draw) {
            return;
        }
        String bar = "[%s%s] %,d of %,d, %,d failed"
                .formatted("#".repeat((int) steps), ".".repeat(WIDTH - (int) steps), done, total, failed);
        if (terminal) {
            err.print('\r' + bar + (done == total ? System.lineSeparator() : ""));
            err.flush();
        } else {
            err.println(bar);
        }
    }

    /** What is printed next begins in a line of its own. */
    void interrupt() {
        if (terminal && done > 0) {
            err.println();
        }
    }

    private long share(long parts) {
        return (long) ((double) done / total * parts);
    }

    private long shareBefore(long parts) {
        return (long) ((double) (done - 1) / total * parts);
    }
}
