package dev.quire.gateway.vault;

import dev.quire.health.keys.blob.ByteRange;
import java.util.List;

/**
 * How one vault's copy of a blob is.
 *
 * @param damaged the slices of 1 MiB that are not what was put, in order; empty unless it is {@link Kind#DAMAGED}
 */
public record CopyState(Kind kind, List<ByteRange> damaged) {
    /** Whether there is a copy to read. */
    public enum Kind {
        WHOLE,
        DAMAGED,
        MISSING,
        /** The vault answers, but does not give this copy: its bytes are cut off, or it refuses. */
        UNREADABLE,
        /** The vault cannot be asked now. */
        UNAVAILABLE
    }

    static final CopyState WHOLE = new CopyState(Kind.WHOLE, List.of());
    static final CopyState MISSING = new CopyState(Kind.MISSING, List.of());
    static final CopyState UNREADABLE = new CopyState(Kind.UNREADABLE, List.of());
    static final CopyState UNAVAILABLE = new CopyState(Kind.UNAVAILABLE, List.of());

    public CopyState {
        damaged = List.copyOf(damaged);
    }

    static CopyState damaged(List<ByteRange> ranges) {
        return new CopyState(Kind.DAMAGED, ranges);
    }

    boolean isWhole() {
        return kind == Kind.WHOLE;
    }

    /** Is there nothing, or nothing right, where a copy belongs? */
    boolean isToBeMended() {
        return kind == Kind.DAMAGED || kind == Kind.MISSING;
    }
}
