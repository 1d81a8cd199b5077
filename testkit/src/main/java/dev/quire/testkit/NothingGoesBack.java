package dev.quire.testkit;

import static dev.quire.testkit.InvariantViolation.require;

import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.ledger.LedgerStatus;
import java.util.Map;
import java.util.TreeMap;

/**
 * I3: while a node runs, its term, its applied and its certified height never go down; over a restart its log never ends
 * below what it had applied, unless it says that it is recovering. What must outlive a crash besides is {@link DurablePromises}.
 */
final class NothingGoesBack implements Invariants.Invariant {
    private final Map<Integer, LedgerStatus> last = new TreeMap<>();
    private final Map<Integer, Long> highestApplied = new TreeMap<>();

    @Override
    public void started(SimNode node, LedgerStatus status) {
        last.remove(node.number());
        if (status.engine().role() == EngineStatus.Role.RECOVERING) {
            // It knows that it has forgotten.
            highestApplied.remove(node.number());
            return;
        }
        long applied = highestApplied.getOrDefault(node.number(), 0L);
        require(
                status.engine().lastHeight() >= applied,
                "node %d had applied height %d and came back with a log up to %d",
                node.number(),
                applied,
                status.engine().lastHeight());
    }

    @Override
    public void turned(SimNode node, LedgerStatus status) {
        highestApplied.merge(node.number(), status.appliedHeight(), Math::max);
        LedgerStatus before = last.put(node.number(), status);
        if (before != null) {
            require(
                    status.engine().term() >= before.engine().term()
                            && status.appliedHeight() >= before.appliedHeight()
                            && status.engine().committedHeight()
                                    >= before.engine().committedHeight()
                            && status.certifiedHeight() >= before.certifiedHeight(),
                    "node %d went back from %s to %s",
                    node.number(),
                    before,
                    status);
        }
    }
}
