package dev.quire.internal.execution;

/** The rules that a block must keep, with their published numbers, which are never reused. */
public enum BlockRule {
    PARENT_KNOWN(1, "the previous hash names the newest applied block or a block kept on a fork"),
    HEIGHT(2, "the height is the parent's plus 1"),
    CHAIN_ID(3, "the chain id is the hash of block 0"),
    TIME_AFTER_PARENT(4, "the time is later than the parent's"),
    TIME_NOT_BEHIND(5, "a fresh proposal of a BFT chain is not further behind the voter's clock than the chain allows"),
    PROPOSER_IS_MEMBER(6, "the proposer is a member"),
    PROPOSER_LEADS(7, "a fresh proposal was built by the leader"),
    MEMBER_SET(8, "the member set is the one that the parent announced"),
    NEXT_MEMBER_SET(9, "the next member set is the one that the block leads to"),
    PARAMETERS(10, "the parameters are the parent's"),
    PLUGIN_VERSIONS(11, "the plugin versions are the parent's"),
    EXTENSIONS(12, "the extensions are empty above block 0"),
    CERTIFICATE_FIELDS(13, "the header repeats the parent's last certificate, or names the newer one of the body"),
    CERTIFICATE_BLOCK(14, "the last certificate names this chain's block at a height below this block's"),
    CERTIFICATE_QUORUM(15, "the last certificate holds the signatures of a quorum"),
    CERTIFICATE_LAG(16, "in a BFT chain the last certificate is at most 2 heights below"),
    TRANSACTION_COUNT(17, "the count is that of the body, and not above the chain's limit"),
    BLOCK_SIZE(18, "the encoded block is not larger than the chain allows"),
    TRANSACTION_ROOT(19, "the transaction root is that of the body"),
    HISTORY_ROOT(20, "the history root is that of all blocks before"),
    TRANSACTION(21, "each transaction may enter a block at this time on this fork"),
    DUPLICATE(22, "no transaction is in the block twice or in the chain already"),
    SIGNATURE(23, "each transaction's signature holds"),
    PLUGIN_FAILURE(24, "each plugin comes to an outcome"),
    EXECUTION_SIZE(25, "writes, outputs and events of all transactions together keep the engine's limit");

    private final int number;
    private final String text;

    BlockRule(int number, String text) {
        this.number = number;
        this.text = text;
    }

    public int number() {
        return number;
    }

    /** What the rule asks, as one clause. */
    public String text() {
        return text;
    }
}
