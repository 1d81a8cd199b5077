package dev.quire.spi.state;

import dev.quire.block.Rejection;
import dev.quire.block.ResultLeaf;

/** Where a transaction stands, as one node knows it (ARCHITECTURE.md, section 3.2). */
public sealed interface TxStatus {
    /** The node has never heard of it. */
    record Unknown() implements TxStatus {}

    /** It waits for a block or for its block's commit. */
    record Pending() implements TxStatus {}

    /**
     * It is in a committed block and has a receipt, whether it was applied or refused.
     *
     * @param index its position in the block
     * @param outcomeCode {@link ResultLeaf#APPLIED}, or the number of the plugin's refusal
     */
    record Committed(long height, int index, int outcomeCode) implements TxStatus {
        public boolean applied() {
            return outcomeCode == ResultLeaf.APPLIED;
        }
    }

    /** It is in no block and never will be; the reason is {@linkplain Rejection#isFinal final}. */
    record Rejected(Rejection reason) implements TxStatus {}

    /** A block with a later time than its validUntil is committed, and it was in none: it can never be valid again. */
    record Expired() implements TxStatus {}

    /**
     * It was in a block whose body or results this node no longer keeps; or may have been, if it is so old that this is no
     * longer known either.
     *
     * @param validBeforeMicros 0: it was. Else it may have been, if its validUntil lies before this time, microseconds
     *     since 1970; if it does not, the node has never heard of it
     */
    record Pruned(long validBeforeMicros) implements TxStatus {
        /** Whether a transaction with this status may be in a block. */
        public boolean isPossible(long validUntilMicros) {
            return validBeforeMicros == 0 || validUntilMicros < validBeforeMicros;
        }
    }
}
