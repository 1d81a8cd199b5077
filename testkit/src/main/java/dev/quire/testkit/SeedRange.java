package dev.quire.testkit;

import java.util.stream.LongStream;

/** Seeds from the first to the last, which are worlds to be run one after the other. */
record SeedRange(long first, long last) {
    private static final String SEED = "[0-9]{1,18}";

    SeedRange {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("seeds rise from 0, but these go from " + first + " to " + last);
        }
    }

    /**
     * Reads {@code A..B}, or {@code A} for one seed.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static SeedRange parse(String text) {
        String[] ends = text.split("\\.\\.", 2);
        if (!ends[0].matches(SEED) || !ends[ends.length - 1].matches(SEED)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no range of seeds: A..B, or A for one, each a number of up to 18 digits");
        }
        return new SeedRange(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
    }

    long count() {
        return last - first + 1;
    }

    LongStream seeds() {
        return LongStream.rangeClosed(first, last);
    }
}
