package dev.quire.testkit;

import static dev.quire.testkit.InvariantViolation.require;

import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.HardState;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.Prepared;
import java.util.Optional;
import java.util.TreeMap;

/**
 * I3: whatever an engine was told is durable is there when the node comes back: terms never go down, a vote is never
 * forgotten, and no entry is missing but those that a request not yet answered replaces. One per node; it outlives the
 * node's crashes.
 */
final class DurablePromises implements WatchedProtocol.Watcher {
    private final SimWorld world;
    private final int node;
    private final TreeMap<Long, Effect.Persist> waiting = new TreeMap<>();
    private final TreeMap<Long, Hash> entries = new TreeMap<>();
    private HardState hardState = HardState.initial();
    private Optional<Prepared> prepared = Optional.empty();

    DurablePromises(SimWorld world, int node) {
        this.world = world;
        this.node = node;
    }

    @Override
    public void started(EngineStart start) {
        if (!start.recovering()) {
            requireKept(start);
        }
        waiting.clear();
        entries.clear();
        hardState = start.hardState();
        prepared = start.prepared().map(EngineStart.PreparedBlock::prepared);
        entries.put(start.committedHeight(), start.committedHash());
        start.uncommitted().forEach(this::keep);
    }

    private void requireKept(EngineStart start) {
        HardState found = start.hardState();
        require(
                found.term() >= hardState.term(),
                "node %d was in term %d and came back in term %d",
                node,
                hardState.term(),
                found.term());
        require(
                found.term() > hardState.term()
                        || hardState.votedFor().isEmpty()
                        || found.votedFor().equals(hardState.votedFor()),
                "node %d forgot its vote in term %d",
                node,
                hardState.term());
        requirePreparedKept(start);
        TreeMap<Long, Hash> there = new TreeMap<>();
        there.put(start.committedHeight(), start.committedHash());
        start.uncommitted().forEach(e -> there.put(e.height(), e.block().hash()));
        long replacedFrom = waiting.values().stream()
                .filter(persist -> !persist.entries().isEmpty())
                .mapToLong(persist -> persist.entries().get(0).height())
                .min()
                .orElse(Long.MAX_VALUE);
        entries.subMap(start.committedHeight(), true, Math.max(start.committedHeight(), replacedFrom), false)
                .forEach((height, hash) -> require(
                        hash.equals(there.get(height)),
                        "node %d had entry %d durable, %s, and came back with %s",
                        node,
                        height,
                        hash,
                        String.valueOf(there.get(height))));
    }

    /** Of an open height the newest prepared certificate is kept: view changes must carry it. */
    private void requirePreparedKept(EngineStart start) {
        if (prepared.isEmpty() || prepared.get().height() <= start.committedHeight()) {
            return;
        }
        Optional<Prepared> found = start.prepared().map(EngineStart.PreparedBlock::prepared);
        require(
                found.isPresent()
                        && found.get().height() == prepared.get().height()
                        && found.get().view() >= prepared.get().view(),
                "node %d had %s durable and came back with %s",
                node,
                prepared,
                found);
    }

    @Override
    public void told(Input input) {
        if (input instanceof Input.Persisted persisted) {
            var done = waiting.headMap(persisted.requestId(), true);
            done.values().forEach(this::isDurable);
            done.clear();
        } else if (input instanceof Input.RecoveryEnded) {
            world.count(Situation.RECOVERED);
        }
    }

    private void isDurable(Effect.Persist persist) {
        persist.hardState().ifPresent(state -> hardState = state);
        prepared = persist.prepared().or(() -> prepared);
        persist.entries().forEach(this::keep);
    }

    private void keep(Entry entry) {
        entries.tailMap(entry.height(), true).clear();
        entries.put(entry.height(), entry.block().hash());
    }

    @Override
    public void asked(Effect effect) {
        if (effect instanceof Effect.Persist persist) {
            countCut(persist);
            waiting.put(persist.requestId(), persist);
        } else if (effect instanceof Effect.LoadBlocks) {
            world.count(Situation.CATCH_UP_FROM_JOURNAL);
        } else if (effect instanceof Effect.CertificateFormed) {
            world.count(Situation.CERTIFICATE);
        }
    }

    private void countCut(Effect.Persist persist) {
        if (!persist.entries().isEmpty()
                && !entries.isEmpty()
                && persist.entries().get(0).height() <= entries.lastKey()) {
            world.count(Situation.CONFLICT_CUT);
        }
    }
}
