package dev.quire.testkit.junit;

import java.util.function.Consumer;

/**
 * How the seeds of one test have come out so far. Whoever asked for many of them is told how far they are: Surefire says nothing
 * before the last one has ended.
 */
final class SeedTally {
    private static final int LINES = 50;

    private final String test;
    private final long count;
    private final Consumer<String> told;
    private long passed;
    private int failed;

    /**
     * @param count of seeds
     * @param told gets about fifty lines
     */
    SeedTally(String test, long count, Consumer<String> told) {
        this.test = test;
        this.count = count;
        this.told = told;
    }

    synchronized int failures() {
        return failed;
    }

    synchronized void passed(long seed) {
        passed++;
        tell(seed);
    }

    synchronized void failed(long seed) {
        failed++;
        tell(seed);
    }

    private void tell(long seed) {
        long done = passed + failed;
        if (done == count || done % Math.max(1, count / LINES) == 0) {
            told.accept("%s: %d of %d seeds have ended, the newest %d; %d failed"
                    .formatted(test, done, count, seed, failed));
        }
    }
}
