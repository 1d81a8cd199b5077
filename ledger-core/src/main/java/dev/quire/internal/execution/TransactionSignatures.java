package dev.quire.internal.execution;

import dev.quire.block.Transaction;
import java.util.List;
import java.util.OptionalInt;

/**
 * Checks senders' signatures (rule T), usually on several threads and only where this node has not done so before.
 *
 * <p>Whoever remembers a yes must remember it for all bytes of the transaction: the id does not cover the signature.
 */
@FunctionalInterface
public interface TransactionSignatures {
    /** The position of the first transaction whose signature does not hold; returns when all are checked. */
    OptionalInt firstInvalid(List<Transaction> transactions);
}
