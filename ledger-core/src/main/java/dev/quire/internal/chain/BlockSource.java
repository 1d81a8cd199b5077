package dev.quire.internal.chain;

import dev.quire.block.Block;
import java.util.Optional;

/** Gives back committed blocks, from the journal or a cache of it. Safe for use by several threads. */
@FunctionalInterface
public interface BlockSource {
    /** The committed block, or empty if there is none yet or it has been pruned. Block 0 is among them. */
    Optional<Block> block(long height);
}
