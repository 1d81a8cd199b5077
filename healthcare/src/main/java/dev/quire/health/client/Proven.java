package dev.quire.health.client;

import java.util.List;

/**
 * All entries of a list, and no others, in the order of the chain: proven by a range of the state.
 *
 * @param height of the block after which it was so
 */
public record Proven<T>(List<T> entries, long height) {
    public Proven {
        entries = List.copyOf(entries);
    }
}
