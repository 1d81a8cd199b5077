package dev.quire.testkit;

import dev.quire.block.ConsensusMode;
import dev.quire.hash.Hash;
import dev.quire.spi.ledger.LedgerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that must hold after every event. */
final class Invariants {
    /** One of them. It throws {@link InvariantViolation}. */
    interface Invariant {
        /** The node has come up. */
        default void started(SimNode node, LedgerStatus status) {}

        /** The node has done something. */
        void turned(SimNode node, LedgerStatus status);
    }

    private final CommittedChain chain;
    private final List<Invariant> all;
    private final Map<Long, Hash> certified = new TreeMap<>();

    Invariants(SimWorld world, ConsensusMode mode, CommittedChain chain, SimKeys keys) {
        this.chain = chain;
        this.all = new ArrayList<>(
                List.of(new NothingGoesBack(), new StateRootsAgree(), chain, new CertificatesHold(chain, keys)));
        if (mode == ConsensusMode.CFT) {
            all.add(new ElectionSafety(world));
        }
    }

    /** What each node's engine says and is told is to be watched for. */
    HonestVotes votesOf(SimWorld world, int node) {
        return new HonestVotes(world, node, certified);
    }

    void started(SimNode node) {
        chain.follow(node);
        LedgerStatus status = node.ledger().status();
        all.forEach(invariant -> invariant.started(node, status));
        turned(node);
    }

    void turned(SimNode node) {
        LedgerStatus status = node.ledger().status();
        all.forEach(invariant -> invariant.turned(node, status));
    }
}
