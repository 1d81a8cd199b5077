package dev.quire.testkit;

import dev.quire.block.ConsensusMode;
import dev.quire.block.PublicKey;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.ConsensusProtocol;
import dev.quire.spi.ledger.LedgerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All that must hold after every event. */
final class Invariants {
    /** One of them. It throws {@link InvariantViolation}. */
    interface Invariant {
        /** The node has come up. */
        default void started(SimNode node, LedgerStatus status) {}

        /** The node has done something. */
        void turned(SimNode node, LedgerStatus status);
    }

    private final SimWorld world;
    private final CommittedChain chain;
    private final List<Invariant> all;
    private final Map<Long, Hash> certified = new TreeMap<>();
    private final Set<PublicKey> liars = new TreeSet<>();

    Invariants(SimWorld world, ConsensusMode mode, CommittedChain chain, SimKeys keys) {
        this.world = world;
        this.chain = chain;
        this.all = new ArrayList<>(
                List.of(new NothingGoesBack(), new StateRootsAgree(), chain, new CertificatesHold(chain, keys)));
        if (mode == ConsensusMode.CFT) {
            all.add(new ElectionSafety(world));
        }
    }

    /** The protocol for one node, which is watched over all its crashes. */
    ConsensusProtocol watch(int node, ConsensusProtocol protocol) {
        return new WatchedProtocol(
                new WatchedProtocol(protocol, new DurablePromises(world, node)),
                new HonestVotes(world, node, certified, liars));
    }

    /** This member may be accused, the others never. */
    void lies(PublicKey member) {
        liars.add(member);
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
