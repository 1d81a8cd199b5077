package dev.quire.internal.runtime;

import dev.quire.block.PublicKey;
import java.util.TreeMap;

/**
 * Who is worth being asked for the next chunk. Where chunks end is the sender's choice, so a member that wants to hold this
 * node up can send chunks that hold, late or with next to nothing in them, and so many that there is no end.
 */
final class ChunkPace {
    /** Whoever takes longer for a chunk is not asked for the next one. */
    private static final long SLOW_MICROS = 500_000;
    /** Honest members send more, unless a section ends or one large value follows. */
    private static final int CRUMB_BYTES = 64 << 10;
    /** So many more crumbs than whole chunks may be chance. */
    private static final int MOST_CRUMBS = 4;

    private final int crumbBytes;
    /** How many more crumbs than whole chunks each has sent. */
    private final TreeMap<PublicKey, Integer> crumbs = new TreeMap<>();

    ChunkPace() {
        this(CRUMB_BYTES);
    }

    /** @param crumbBytes a chunk of fewer bytes, encoded, is a crumb */
    ChunkPace(int crumbBytes) {
        this.crumbBytes = crumbBytes;
    }

    boolean isSlow(long tookMicros) {
        return tookMicros > SLOW_MICROS;
    }

    /**
     * Counts a chunk that holds: is it so small that its sender should not be asked for the next one?
     *
     * @param whole it is all that there could be in it
     */
    boolean isCrumb(PublicKey from, int bytes, boolean whole) {
        boolean crumb = !whole && bytes < crumbBytes;
        crumbs.merge(from, crumb ? 1 : 0, (sent, one) -> Math.max(0, sent + (one == 0 ? -1 : 1)));
        return crumb;
    }

    /** Has it sent so many crumbs that nothing else is to be expected? */
    boolean isWaste(PublicKey from) {
        return crumbs.getOrDefault(from, 0) > MOST_CRUMBS;
    }

    /** Begins anew, with another snapshot. */
    void forget() {
        crumbs.clear();
    }
}
