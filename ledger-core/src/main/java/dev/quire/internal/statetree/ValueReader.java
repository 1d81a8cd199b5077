package dev.quire.internal.statetree;

import dev.quire.codec.Bytes;
import dev.quire.merkle.StateKey;
import java.util.Optional;

/** Where the values are read that a proof brings along, as of the version that is proven. */
@FunctionalInterface
public interface ValueReader {
    /** Leaves every value out: the proof then shows keys and the hashes of their values. */
    ValueReader NONE = key -> Optional.empty();

    /** The value of {@code key}; empty leaves it out of the proof. */
    Optional<Bytes> value(StateKey key);
}
