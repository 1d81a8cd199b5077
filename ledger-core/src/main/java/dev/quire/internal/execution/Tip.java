package dev.quire.internal.execution;

import dev.quire.block.BlockHeader;
import dev.quire.hash.Hash;
import dev.quire.internal.statetree.TreeRoot;
import dev.quire.merkle.HistoryFrontier;

/**
 * A block that the next one can be built upon.
 *
 * @param history of all blocks up to this one, itself included
 * @param tree the state after it
 */
record Tip(BlockHeader header, Hash hash, HistoryFrontier history, TreeRoot tree) {
    long height() {
        return header.height();
    }
}
