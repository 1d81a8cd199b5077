package dev.quire.gateway.audit;

import java.util.Arrays;

/**
 * Which patient each run of {@link #LENGTH} bytes belongs to: an open-addressed table that holds the runs themselves, at 16
 * bytes a slot, so that nothing is ever taken for a run that is none. When it may not grow any more it keeps one run in two,
 * then in four, chosen by hash.
 */
final class RunTable {
    static final int LENGTH = 12;

    static final int UNKNOWN = 0;
    private static final int NOBODYS = -1;
    private static final int LEAST_SLOTS = 1 << 16;
    private static final int SLOT_BYTES = 16;

    private final int maxSlots;
    private long[] heads;
    private int[] tails;
    private int[] patients;
    private int used;
    private int oneIn = 1;

    /** @param maxBytes of memory, rounded down to a power of two */
    RunTable(long maxBytes) {
        maxSlots = (int) Math.max(LEAST_SLOTS, Math.min(1 << 29, Long.highestOneBit(maxBytes / SLOT_BYTES)));
        heads = new long[LEAST_SLOTS];
        tails = new int[LEAST_SLOTS];
        patients = new int[LEAST_SLOTS];
    }

    /** One run in how many is kept. */
    int oneIn() {
        return oneIn;
    }

    /** How many runs belong to one patient only. */
    long size() {
        return Arrays.stream(patients).filter(patient -> patient > 0).count();
    }

    /**
     * A run of a patient; one that another patient has too is nobody's.
     *
     * @param patient from 1 on
     */
    void add(long head, int tail, int patient) {
        long hash = hash(head, tail);
        if (!isKept(hash)) {
            return;
        }
        int slot = slot(head, tail, hash);
        if (patients[slot] == UNKNOWN) {
            put(slot, head, tail, patient);
            if (++used > heads.length / 4 * 3) {
                makeRoom();
            }
        } else if (patients[slot] != patient) {
            patients[slot] = NOBODYS;
        }
    }

    /** Whose it is, or {@link #UNKNOWN}. */
    int patient(long head, int tail) {
        long hash = hash(head, tail);
        return isKept(hash) ? Math.max(UNKNOWN, patients[slot(head, tail, hash)]) : UNKNOWN;
    }

    /** The run tells nothing of anybody. */
    void forget(long head, int tail) {
        int slot = slot(head, tail, hash(head, tail));
        if (patients[slot] != UNKNOWN) {
            patients[slot] = NOBODYS;
        }
    }

    private boolean isKept(long hash) {
        return ((hash >>> 40) & (oneIn - 1)) == 0;
    }

    private int slot(long head, int tail, long hash) {
        int mask = heads.length - 1;
        int slot = (int) hash & mask;
        while (patients[slot] != UNKNOWN && (heads[slot] != head || tails[slot] != tail)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void put(int slot, long head, int tail, int patient) {
        heads[slot] = head;
        tails[slot] = tail;
        patients[slot] = patient;
    }

    private void makeRoom() {
        int slots = heads.length;
        if (slots < maxSlots) {
            slots *= 2;
        } else {
            oneIn *= 2;
        }
        long[] oldHeads = heads;
        int[] oldTails = tails;
        int[] oldPatients = patients;
        heads = new long[slots];
        tails = new int[slots];
        patients = new int[slots];
        used = 0;
        for (int i = 0; i < oldHeads.length; i++) {
            long hash = hash(oldHeads[i], oldTails[i]);
            if (oldPatients[i] != UNKNOWN && isKept(hash)) {
                put(slot(oldHeads[i], oldTails[i], hash), oldHeads[i], oldTails[i], oldPatients[i]);
                used++;
            }
        }
    }

    /** Mixes as SplittableRandom does. */
    private static long hash(long head, int tail) {
        long mixed = (head ^ (tail * 0x9e3779b97f4a7c15L)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
