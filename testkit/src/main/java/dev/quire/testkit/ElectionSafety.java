package dev.quire.testkit;

import static dev.quire.testkit.InvariantViolation.require;

import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.ledger.LedgerStatus;
import java.util.Map;
import java.util.TreeMap;

/** I1: a term has one leader at most. */
final class ElectionSafety implements Invariants.Invariant {
    private final SimWorld world;
    private final Map<Long, Integer> leaders = new TreeMap<>();

    ElectionSafety(SimWorld world) {
        this.world = world;
    }

    @Override
    public void turned(SimNode node, LedgerStatus status) {
        EngineStatus engine = status.engine();
        if (engine.role() != EngineStatus.Role.LEADER) {
            return;
        }
        Integer earlier = leaders.putIfAbsent(engine.term(), node.number());
        if (earlier == null) {
            world.count(Situation.LEADER_ELECTED);
        }
        require(
                earlier == null || earlier == node.number(),
                "term %d has two leaders: nodes %d and %d",
                engine.term(),
                earlier,
                node.number());
    }
}
