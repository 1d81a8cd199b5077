package dev.quire.spi.ledger;

import dev.quire.block.Block;
import java.util.List;

/**
 * A block that is final on the node that hands it out.
 *
 * @param results one per transaction, in order
 */
public record CommittedBlock(Block block, List<CommittedTransaction> results) {
    public CommittedBlock {
        results = List.copyOf(results);
    }

    public long height() {
        return block.height();
    }
}
