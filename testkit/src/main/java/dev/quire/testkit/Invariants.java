package dev.quire.testkit;

import dev.quire.spi.ledger.LedgerStatus;
import java.util.List;

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

    Invariants(SimWorld world, CommittedChain chain, SimKeys keys) {
        this.chain = chain;
        this.all = List.of(
                new ElectionSafety(world),
                new NothingGoesBack(),
                new StateRootsAgree(),
                chain,
                new CertificatesHold(chain, keys));
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
