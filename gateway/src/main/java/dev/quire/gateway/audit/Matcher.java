package dev.quire.gateway.audit;

import java.util.List;

/**
 * Looks for needles in one stream of bytes, each of which stands somewhere in its source. Matches that overlap are one.
 */
final class Matcher {
    private static final int WINDOW = Needles.LONGEST_STRING;

    /** Hears of what was found, matches that overlap as one. */
    interface Found {
        /**
         * @param from offset of the first byte in the source
         * @param to offset of the last byte
         * @param first the first needle
         */
        void at(long from, long to, int patient, byte[] first);
    }

    /** Hears of every single needle. */
    interface Each {
        Each NOBODY = new Each() {
            @Override
            public void run(long head, int tail) {}

            @Override
            public void string(String text, int patient) {}
        };

        void run(long head, int tail);

        void string(String text, int patient);
    }

    private final Needles needles;
    private final Found found;
    private final Each each;
    private final byte[] window = new byte[WINDOW];
    private final long[] offsets = new long[WINDOW];
    private long position;
    private long head;
    private int tail;
    private int streak;

    private int patient;
    private byte[] first = {};
    private long from;
    private long to = -1;

    Matcher(Needles needles, Found found, Each each) {
        this.needles = needles;
        this.found = found;
        this.each = each;
    }

    /** The next byte, and where it, or what it was decoded from, stands. */
    void push(int next, long offset) {
        int at = (int) (position & WINDOW - 1);
        window[at] = (byte) next;
        offsets[at] = offset;
        position++;
        streak = streak > 0 && needles.isKnownPair((tail & 0xff) << 8 | next) ? Math.min(streak + 1, WINDOW) : 1;
        head = head << 8 | tail >>> 24;
        tail = tail << 8 | next;
        if (streak >= RunTable.LENGTH) {
            lookForRun();
        }
        if (streak >= Needles.LEAST_STRING) {
            lookForStrings();
        }
    }

    /** A character that no needle has: cheaper than to push its bytes. */
    void foreign() {
        streak = 0;
    }

    /** May these bytes follow one another in a needle? */
    boolean mayFollow(int before, int next) {
        return needles.isKnownPair(before << 8 | next);
    }

    /** What follows has nothing to do with what was before. */
    void gap() {
        streak = 0;
        tell();
    }

    private void lookForRun() {
        int whose = needles.runs().patient(head, tail);
        if (whose != RunTable.UNKNOWN) {
            each.run(head, tail);
            match(RunTable.LENGTH, whose);
        }
    }

    private void lookForStrings() {
        List<byte[]> candidates = needles.endingWith((head & 0xff) << 32 | (tail & 0xffffffffL));
        for (byte[] candidate : candidates) {
            if (streak >= candidate.length && endsWith(candidate)) {
                needles.patient(candidate).ifPresent(whose -> {
                    each.string(Needles.text(candidate), whose);
                    match(candidate.length, whose);
                });
            }
        }
    }

    private boolean endsWith(byte[] candidate) {
        for (int i = 0; i < candidate.length; i++) {
            if (window[(int) (position - candidate.length + i & WINDOW - 1)] != candidate[i]) {
                return false;
            }
        }
        return true;
    }

    private void match(int length, int whose) {
        long begin = offsets[(int) (position - length & WINDOW - 1)];
        if (to >= 0 && begin > to) {
            tell();
        }
        if (to < 0) {
            from = begin;
            patient = whose;
            first = last(length);
        }
        to = offsets[(int) (position - 1 & WINDOW - 1)];
        from = Math.min(from, begin);
    }

    private byte[] last(int length) {
        byte[] needle = new byte[length];
        for (int i = 0; i < length; i++) {
            needle[i] = window[(int) (position - length + i & WINDOW - 1)];
        }
        return needle;
    }

    private void tell() {
        if (to >= 0) {
            found.at(from, to, patient, first);
            to = -1;
        }
    }
}
