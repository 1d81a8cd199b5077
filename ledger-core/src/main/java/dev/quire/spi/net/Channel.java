package dev.quire.spi.net;

/** The parts of a node that talk to their like; the number is on the wire and never reused. */
public enum Channel {
    /** The consensus engine's messages. */
    CONSENSUS(1),
    /** Transactions on their way to the leader. */
    TRANSACTIONS(2),
    /** Questions between nodes about committed blocks and results. */
    CHAIN(3);

    private final int number;

    Channel(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
