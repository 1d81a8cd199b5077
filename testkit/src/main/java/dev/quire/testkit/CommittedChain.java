package dev.quire.testkit;

import static dev.quire.testkit.InvariantViolation.require;

import dev.quire.hash.Hash;
import dev.quire.spi.ledger.CommittedBlock;
import dev.quire.spi.ledger.CommittedTransaction;
import dev.quire.spi.ledger.Ledger;
import dev.quire.spi.ledger.LedgerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * I2: the one chain that all nodes commit, as the first of them committed it; any other block or result at a height is a
 * fork. No transaction is in it twice (I6).
 */
final class CommittedChain implements Invariants.Invariant {
    private final LongSupplier nowMicros;
    private final List<CommittedBlock> blocks = new ArrayList<>();
    private final List<Long> appliedAtMicros = new ArrayList<>();
    private final Map<Hash, CommittedTransaction> transactions = new TreeMap<>();
    private @Nullable InvariantViolation violation;

    /** @param nowMicros the virtual time */
    CommittedChain(LongSupplier nowMicros) {
        this.nowMicros = nowMicros;
    }

    /** The highest height that any node has applied. */
    long height() {
        return blocks.size();
    }

    /** From height 1. */
    List<CommittedBlock> blocks() {
        return blocks;
    }

    Optional<CommittedTransaction> transaction(Hash id) {
        return Optional.ofNullable(transactions.get(id));
    }

    /** When the first node applied the block at {@code height}, which is 1 or more. */
    long appliedAtMicros(long height) {
        return appliedAtMicros.get((int) height - 1);
    }

    /** The hash of the committed block at {@code height}, which is 1 or more. */
    Hash hashAt(long height) {
        return blocks.get((int) height - 1).block().hash();
    }

    /**
     * Sees every block that the node applies from now on, and those that its recovery applied before any node had: it
     * had committed them, and its power went before it applied them.
     */
    void follow(SimNode node) {
        Ledger ledger = node.ledger();
        long from = Math.min(ledger.status().appliedHeight(), height()) + 1;
        // It ends with the node: a node that crashed delivers nothing.
        var unused = ledger.subscribe(from, block -> applied(node, block));
    }

    // A subscriber's failure ends its subscription only, so it is kept for the next look.
    private void applied(SimNode node, CommittedBlock block) {
        try {
            add(node, block);
        } catch (InvariantViolation e) {
            violation = e;
        }
    }

    private void add(SimNode node, CommittedBlock block) {
        require(
                block.height() <= height() + 1,
                "node %d applied height %d before any node applied height %d",
                node.number(),
                block.height(),
                height() + 1);
        if (block.height() == height() + 1) {
            blocks.add(block);
            appliedAtMicros.add(nowMicros.getAsLong());
            for (CommittedTransaction result : block.results()) {
                CommittedTransaction twice = transactions.put(result.id(), result);
                require(twice == null, "transaction %s is in two places: %s and %s", result.id(), twice, result);
            }
        } else {
            CommittedBlock first = blocks.get((int) block.height() - 1);
            require(
                    first.block().equals(block.block()) && first.results().equals(block.results()),
                    "node %d applied another block at height %d: %s, the first was %s",
                    node.number(),
                    block.height(),
                    block,
                    first);
        }
    }

    @Override
    public void turned(SimNode node, LedgerStatus status) {
        if (violation != null) {
            throw violation;
        }
        long applied = status.appliedHeight();
        // Above the chain is only what a recovery applied and the subscription is about to bring.
        if (applied > 0 && applied <= height()) {
            require(
                    status.headHash().equals(hashAt(applied)),
                    "node %d stands at height %d with block %s instead of %s",
                    node.number(),
                    applied,
                    status.headHash(),
                    hashAt(applied));
        }
    }
}
