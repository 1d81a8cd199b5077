package dev.quire.internal.runtime;

import dev.quire.block.PublicKey;
import java.util.TreeMap;

/**
 * Who is worth being asked for the next chunk. Where chunks end is the sender's choice, so a member that wants to hold this
 * node up, or to fill its disk, can send chunks that hold, late or with next to nothing new in them, however large, and so
 * many that there is no end. So what counts is what chunks add.
 */
final class ChunkPace {
    /** Whoever takes longer for a chunk is not asked for the next one. */
    private static final long SLOW_MICROS = 500_000;
    /** Honest members send more, unless a section ends or one large value follows. */
    private static final int CRUMB_BYTES = 64 << 10;
    /** What no large value can end: ids. */
    private static final int ID_CRUMBS = 8;
    /** So many more crumbs than whole chunks may be chance. */
    private static final int MOST_CRUMBS = 4;

    private final int crumbBytes;
    /** How many more crumbs than whole chunks each has sent. */
    private final TreeMap<PublicKey, Integer> crumbs = new TreeMap<>();
    /** How much there was of the snapshot behind the last chunk of each. */
    private final TreeMap<PublicKey, Long> reached = new TreeMap<>();

    ChunkPace() {
        this(CRUMB_BYTES);
    }

    /** @param crumbBytes a chunk of the state that adds fewer bytes is a crumb */
    ChunkPace(int crumbBytes) {
        this.crumbBytes = crumbBytes;
    }

    boolean isSlow(long tookMicros) {
        return tookMicros > SLOW_MICROS;
    }

    /**
     * Counts a chunk that holds: has so little come since its sender's last one, that one included, that it should not be
     * asked for the next? What others sent in between counts too: one who always cuts at the same places has perhaps
     * little to add to it, and is none the worse for that.
     *
     * @param bytes of all that has come so far
     * @param whole it is all that there could be in it
     * @param ids it is of ids, of which honest members send {@value #ID_CRUMBS} times as many bytes
     */
    boolean isCrumb(PublicKey from, long bytes, boolean whole, boolean ids) {
        long least = (long) crumbBytes * (ids ? ID_CRUMBS : 1);
        boolean crumb = !whole && bytes - reached.getOrDefault(from, 0L) < least;
        reached.put(from, bytes);
        crumbs.merge(from, crumb ? 1 : 0, (sent, one) -> Math.max(0, sent + (one == 0 ? -1 : 1)));
        return crumb;
    }

    /** Has it sent so many crumbs that nothing else is to be expected? */
    boolean isWaste(PublicKey from) {
        return crumbs.getOrDefault(from, 0) > MOST_CRUMBS;
    }

    /** All that had come is gone, but for so many bytes. */
    void backTo(long bytes) {
        reached.replaceAll((peer, before) -> Math.min(before, bytes));
    }

    /** Begins anew, with another snapshot. */
    void forget() {
        reached.clear();
        crumbs.clear();
    }
}
