package dev.quire.block;

/**
 * Why a transaction may not enter a block. The numbers are published and never reused. They are judged twice: at the
 * node that a client gives the transaction to, and as block rules by every validator on the parent's state.
 */
public enum Rejection {
    MALFORMED(1, "the bytes are not the canonical encoding of a transaction"),
    OVERSIZE(2, "the transaction is larger than the chain allows"),
    FOREIGN_CHAIN(3, "the transaction is signed for another chain"),
    UNKNOWN_PLUGIN(4, "no plugin of this chain has that number"),
    BAD_SIGNATURE(5, "the sender's signature does not fit the transaction"),
    EXPIRED(6, "validUntil is before the block's time"),
    VALID_TOO_LONG(7, "validUntil lies further ahead than the chain's maxValidity"),
    DUPLICATE(8, "a transaction with this id is in the chain already"),
    BUSY(9, "the node holds as many waiting transactions as it may; try again later or elsewhere"),
    PLUGIN_CHECK(10, "the plugin is certain to refuse it"),
    SENDER_QUOTA(11, "this sender has as many waiting transactions as one sender may"),
    PLUGIN_FAILURE(12, "the plugin broke down while it executed the transaction"),
    DISK_FULL(13, "the node's disk is nearly full; try again later or elsewhere"),
    PRUNED(14, "it has expired, and this node no longer knows whether it was in a block; ask one that keeps more");

    private final int number;
    private final String explanation;

    Rejection(int number, String explanation) {
        this.number = number;
        this.explanation = explanation;
    }

    public int number() {
        return number;
    }

    /** One sentence for people. */
    public String explanation() {
        return explanation;
    }

    /**
     * Whether it holds of these bytes for good and at every node: they are in no block and never will be. Any other says
     * no more than that one node did not take them, or dropped them; another that has them may still propose them.
     */
    public boolean isFinal() {
        return switch (this) {
            case MALFORMED, OVERSIZE, FOREIGN_CHAIN, UNKNOWN_PLUGIN, BAD_SIGNATURE, EXPIRED -> true;
            // A clock's, a plugin's state's or one node's room: the next may judge otherwise. A duplicate is in a
            // block.
            case VALID_TOO_LONG, DUPLICATE, BUSY, PLUGIN_CHECK, SENDER_QUOTA, PLUGIN_FAILURE, DISK_FULL, PRUNED ->
                false;
        };
    }
}
