package dev.quire.internal.chain;

import dev.quire.block.Block;
import java.util.List;

/**
 * A committed block with what became of its transactions.
 *
 * @param results one per transaction, in order
 */
public record AppliedBlock(Block block, List<TransactionResult> results) {
    public AppliedBlock {
        results = List.copyOf(results);
        if (results.size() != block.transactions().size()) {
            throw new IllegalArgumentException(block + " has "
                    + block.transactions().size() + " transactions, but " + results.size() + " results");
        }
    }
}
