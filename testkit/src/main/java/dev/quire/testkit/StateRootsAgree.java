package dev.quire.testkit;

import static dev.quire.testkit.InvariantViolation.require;

import dev.quire.hash.Hash;
import dev.quire.spi.ledger.LedgerStatus;
import dev.quire.spi.store.StateStore;
import java.util.Map;
import java.util.TreeMap;

/** I5: after the block at a height, all nodes have the same state, and it is in their stores. */
final class StateRootsAgree implements Invariants.Invariant {
    private final Map<Long, Hash> roots = new TreeMap<>();

    @Override
    public void turned(SimNode node, LedgerStatus status) {
        Hash earlier = roots.putIfAbsent(status.appliedHeight(), status.stateRoot());
        require(
                earlier == null || earlier.equals(status.stateRoot()),
                "node %d has state %s at height %d, another node has %s",
                node.number(),
                status.stateRoot(),
                status.appliedHeight(),
                earlier);
        StateStore store = node.store();
        require(
                store.appliedHeight() == status.appliedHeight(),
                "node %d says height %d, its store %d",
                node.number(),
                status.appliedHeight(),
                store.appliedHeight());
    }
}
