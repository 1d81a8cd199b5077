package dev.quire.spi.state;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;

/**
 * What {@link StateMachine#apply} sees of its transaction, and the only way to write. Valid during that call only, on
 * that thread only.
 */
public interface TxContext extends StateView {
    /** What a {@link #verify} takes of a transaction's 100,000 steps. */
    int STEPS_OF_VERIFICATION = 1_000;

    /** The chain's id, for what is signed inside a payload; all zero while genesis is made, which it is the hash of. */
    Hash chainId();

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

    /**
     * Did the owner of {@code key} sign {@code message}? For signatures inside a payload, of those who stand behind a
     * transaction that another one sends. Decided by the strict rule for members' votes (ARCHITECTURE.md, section 3.6,
     * rule M), on which all libraries agree: {@code key} and the signature's R are canonical and in the prime-order
     * subgroup, and SB = R + kA holds without a cofactor.
     *
     * <p>The message should begin with its own context and name the chain, so that it is good for nothing else. It
     * counts as {@value #STEPS_OF_VERIFICATION} reads: a transaction has fewer than a hundred.
     *
     * @throws IllegalStateException while genesis is made: its document is agreed on, not signed
     */
    boolean verify(PublicKey key, Bytes message, Signature signature);

    void put(Bytes key, Bytes value);

    void delete(Bytes key);

    /**
     * Adds an event, in order; its hash is in the result leaf, its bytes go to subscribers.
     *
     * @param topic 1 to 64 characters of ASCII
     */
    void emit(String topic, Bytes data);
}
