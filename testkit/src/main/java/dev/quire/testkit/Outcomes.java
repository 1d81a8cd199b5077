package dev.quire.testkit;

import static dev.quire.testkit.InvariantViolation.require;

import dev.quire.spi.ledger.CommittedTransaction;
import java.util.List;
import java.util.Optional;

/** Nothing acknowledged is lost (I4), and all nodes tell of each transaction what its client was told (I6). */
record Outcomes(List<SimNode> nodes, CommittedChain chain, History history) {
    void requireSame() {
        for (SimNode node : nodes) {
            history.operations().forEach(operation -> requireSame(node, operation));
        }
    }

    private void requireSame(SimNode node, History.Operation operation) {
        Optional<CommittedTransaction> stored =
                node.ledger().committed(operation.transaction().id());
        Optional<CommittedTransaction> committed =
                chain.transaction(operation.transaction().id());
        require(stored.equals(committed), "%s has %s, the chain has %s", node, stored, committed);
        require(
                operation.answer().isEmpty() || operation.answer().equals(stored),
                "a client was told %s, but %s has %s",
                operation.answer(),
                node,
                stored);
    }
}
