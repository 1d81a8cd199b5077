package dev.quire.spi.ledger;

import dev.quire.spi.state.StateView;

/** Reads one plugin's state as it stands after the block at {@code height}. */
@FunctionalInterface
public interface StateReader<T> {
    T read(long height, StateView state);
}
