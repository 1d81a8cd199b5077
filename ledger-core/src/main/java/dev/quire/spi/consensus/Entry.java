package dev.quire.spi.consensus;

import dev.quire.block.Block;

/**
 * One place of the chain under one term: the identity is (term, height). Equal block hashes never stand in for equal
 * terms.
 *
 * @param term Raft's term or PBFT's view in which the block was proposed
 */
public record Entry(long term, Block block) {
    public long height() {
        return block.height();
    }
}
