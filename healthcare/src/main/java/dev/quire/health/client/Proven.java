package dev.quire.health.client;

import java.util.List;

/**
 * All entries of a list, and no others, in the order of the chain: proven by a range of the state, of a long one by several
 * that meet.
 *
 * @param height of the block after which it was so; what the list is of, an ended permission say, may be of later. Open
 *     grants and open reviews, out of which entries go again, are as of this block or a later one where they took several
 *     proofs
 */
public record Proven<T>(List<T> entries, long height) {
    public Proven {
        entries = List.copyOf(entries);
    }
}
