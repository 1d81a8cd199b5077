package dev.quire.spi.state;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;

/**
 * What {@link StateMachine#apply} sees of its transaction, and the only way to write. Valid during that call only, on
 * that thread only.
 */
public interface TxContext extends StateView {
    /** The height of the block that holds the transaction; 0 while genesis is made. */
    long height();

    /** The time of that block, microseconds since 1970. The only clock there is. */
    long blockTimeMicros();

    /** The transaction's position in its block. */
    int index();

    Hash transactionId();

    /** Who signed the transaction. */
    PublicKey sender();

    Bytes payload();

    void put(Bytes key, Bytes value);

    void delete(Bytes key);

    /**
     * Adds an event, in order; its hash is in the result leaf, its bytes go to subscribers.
     *
     * @param topic 1 to 64 characters of ASCII
     */
    void emit(String topic, Bytes data);
}
