package dev.quire.spi.store;

/** The key spaces of a {@link StateStore}; the number is on disk and never reused. */
public enum Column {
    /** Format, chain, node, applied height. */
    META(0),
    /** Plugin id and key: newest value. Reads never walk the tree. */
    STATE(1),
    /** Nodes of the state tree. */
    TREE(2),
    /** Key and height of its replacement: the value before. */
    HISTORY(3),
    /** Transaction id: height and index. */
    TRANSACTIONS(4),
    /** Height: the block's result leaves, outputs and events. */
    RESULTS(5),
    /** Level and index: node of the history tree over block hashes. */
    HISTORY_TREE(6),
    /** Height: certificate. */
    CERTIFICATES(7),
    /** Height: which records of {@link #TREE} and {@link #HISTORY} only the states before it need. */
    STALE(8),
    /** Minute of validUntil and number within it: id of the transaction, until it has expired. */
    SEEN_IDS(9);

    private final int number;

    Column(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
