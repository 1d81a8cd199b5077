package dev.quire.internal.journal;

import dev.quire.spi.consensus.EngineStart.TermRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * Which record holds each live height: 16 bytes a block, 24 while the arrays grow. A height may be lost: its record was
 * damaged, and the block comes back by {@link #repair} or a replacement.
 */
final class BlockIndex {
    private static final long LOST = -1;

    private long firstHeight = 1;
    /** What the journal begins above, and where that is written; of no interest once blocks above it are dropped. */
    private Optional<Base> base = Optional.empty();

    private int baseSequence;
    private boolean started;
    private int count;
    private long[] places = new long[64];
    private long[] terms = new long[64];

    long firstHeight() {
        return firstHeight;
    }

    /** {@code firstHeight - 1} when empty. */
    long lastHeight() {
        return firstHeight + count - 1;
    }

    /** Whether a block was ever put in: the first one decides where the journal begins. */
    boolean isStarted() {
        return started;
    }

    boolean contains(long height) {
        return height >= firstHeight && height <= lastHeight();
    }

    /** Empty if the height is not live or lost. */
    Optional<Place> place(long height) {
        return contains(height) && places[slot(height)] != LOST
                ? Optional.of(Place.unpacked(places[slot(height)]))
                : Optional.empty();
    }

    /** The journal began at {@code height}, whatever can still be read of it. */
    void begin(long height) {
        if (!started) {
            firstHeight = height;
            started = true;
        }
    }

    /** Forgets all blocks: the next one follows {@code newBase}, which stands in that segment. */
    void begin(Base newBase, int sequence) {
        base = Optional.of(newBase);
        baseSequence = sequence;
        firstHeight = newBase.height() + 1;
        count = 0;
        started = true;
    }

    /** What the lowest live block follows, if the journal says so. */
    Optional<Base> base() {
        return base;
    }

    /** Puts a block at its height and forgets all above. Heights that were skipped over are lost. */
    void replace(long height, long term, Optional<Place> place) {
        if (!started || height < firstHeight) {
            firstHeight = height;
            count = 0;
            started = true;
            base = Optional.empty();
        }
        forgetAbove(height - 1);
        lostUpTo(height - 1);
        add(place.map(Place::packed).orElse(LOST), term);
    }

    /** Whatever is missing up to {@code height} is lost; nothing is where the journal's beginning is not known. */
    void lostUpTo(long height) {
        long runTerm = count == 0 ? base.map(Base::term).orElse(0L) : terms[count - 1];
        while (started && lastHeight() < height) {
            add(LOST, runTerm);
        }
    }

    /**
     * Puts a block back and leaves the others. One above the last height had been there: what it follows was lost with it,
     * and is put back too, or is still missing.
     */
    void repair(long height, long term, Place place) {
        lostUpTo(height);
        if (contains(height)) {
            places[slot(height)] = place.packed();
            terms[slot(height)] = term;
        }
    }

    /** Its record can no longer be read. */
    void lose(long height) {
        if (contains(height)) {
            places[slot(height)] = LOST;
        }
    }

    /** The lowest lost height from {@code from} on. */
    OptionalLong firstLost(long from) {
        return LongStream.rangeClosed(Math.max(from, firstHeight), lastHeight())
                .filter(height -> places[slot(height)] == LOST)
                .findFirst();
    }

    void forgetAbove(long height) {
        count = (int) Math.max(0, Math.min(count, height - firstHeight + 1));
    }

    /** Forgets the heights below the lowest one from which on all are in segments from {@code sequence} on. */
    void forgetSegmentsBelow(int sequence) {
        int dropped = count;
        while (dropped > 0
                && (places[dropped - 1] == LOST
                        || Place.unpacked(places[dropped - 1]).sequence() >= sequence)) {
            dropped--;
        }
        places = Arrays.copyOfRange(places, dropped, Math.max(places.length, dropped + 64));
        terms = Arrays.copyOfRange(terms, dropped, Math.max(terms.length, dropped + 64));
        firstHeight += dropped;
        count -= dropped;
        base = base.filter(kept -> baseSequence >= sequence);
    }

    /** The lowest segment that holds a block from {@code height} on; {@code otherwise} if none does. */
    int lowestSegmentFrom(long height, int otherwise) {
        int lowest = base.isPresent() && height <= firstHeight ? Math.min(otherwise, baseSequence) : otherwise;
        for (long h = Math.max(height, firstHeight); h <= lastHeight(); h++) {
            lowest = Math.min(lowest, place(h).map(Place::sequence).orElse(otherwise));
        }
        return lowest;
    }

    /** The lowest height from which on all blocks are in segments from {@code sequence} on. */
    long firstHeightInSegmentsFrom(int sequence) {
        long height = lastHeight();
        while (height >= firstHeight
                && (places[slot(height)] == LOST
                        || Place.unpacked(places[slot(height)]).sequence() >= sequence)) {
            height--;
        }
        return height + 1;
    }

    /** As runs. A lost height counts to the run before it, also where that has come back by a repair since. */
    List<TermRun> terms() {
        List<TermRun> runs = new ArrayList<>();
        long term = -1;
        if (base.isPresent()) {
            term = base.get().term();
            runs.add(new TermRun(base.get().height(), term));
        }
        for (int i = 0; i < count; i++) {
            long own = places[i] == LOST ? Math.max(term, terms[i]) : terms[i];
            if (own != term) {
                term = own;
                runs.add(new TermRun(firstHeight + i, term));
            }
        }
        return runs;
    }

    private void add(long place, long term) {
        if (count == places.length) {
            int grown = Math.addExact(count, count >> 1);
            places = Arrays.copyOf(places, grown);
            terms = Arrays.copyOf(terms, grown);
        }
        places[count] = place;
        terms[count++] = term;
    }

    private int slot(long height) {
        return (int) (height - firstHeight);
    }
}
