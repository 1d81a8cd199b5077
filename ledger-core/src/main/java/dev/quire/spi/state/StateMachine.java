package dev.quire.spi.state;

import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import java.util.OptionalInt;

/**
 * A plugin: the rules by which transactions change its ordered state. The engine owns the state, its roots, proofs and
 * snapshots, so a plugin keeps no fields that change and has no life cycle.
 *
 * <p>{@link #genesis}, {@link #apply} and {@link #migrate} must be deterministic: equal inputs give equal writes,
 * events and outcomes on every machine, JVM and locale. They use no clock, randomness, thread, I/O, floating point or
 * unordered iteration. They run on the node's execution thread, one at a time.
 *
 * <p>A {@link RuntimeException} out of {@link #apply} is a defect. While a block is built, the transaction is dropped
 * and reported; while a proposal is validated, the proposal is refused; while a committed block is applied, the node
 * stops with a report.
 */
public interface StateMachine {
    /** The number that transactions name it by, 1 to 65,535; fixed for the life of a chain. */
    int id();

    /** A short name for people and commands, such as {@code kv}. */
    String name();

    /** The version of its rules, 1 or more. */
    default int version() {
        return 1;
    }

    /** Writes the state of block 0. Deterministic. An exception makes the genesis document unusable. */
    default void genesis(Bytes payload, TxContext context) {}

    /**
     * A cheap look at a transaction before it waits for a block. Advisory: {@link #apply} decides. Runs in parallel on
     * any thread against the newest applied state.
     *
     * @return the code of the refusal that is certain to come, if one is
     */
    default OptionalInt check(Transaction transaction, StateView state) {
        return OptionalInt.empty();
    }

    /** Executes one transaction. Deterministic. */
    Outcome apply(TxContext context);

    /**
     * Answers a question from a snapshot of applied state. Read-only; runs in parallel on any thread.
     *
     * @throws IllegalArgumentException if the plugin does not understand the request
     */
    default Bytes query(Bytes request, StateView state) {
        throw new IllegalArgumentException(name() + " answers no queries");
    }

    /** Changes the state from an older version's rules to this one's. Deterministic. */
    default void migrate(int fromVersion, TxContext context) {}
}
