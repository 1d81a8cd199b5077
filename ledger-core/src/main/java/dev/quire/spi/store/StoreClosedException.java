package dev.quire.spi.store;

/** The store was used after it was closed; the node is stopping. */
public final class StoreClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public StoreClosedException() {
        super("the store is closed because its node has stopped or is stopping");
    }
}
