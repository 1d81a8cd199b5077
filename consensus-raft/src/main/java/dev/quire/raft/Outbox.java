package dev.quire.raft;

import dev.quire.block.PublicKey;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.HardState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Collects a step's effects and keeps the first rule of durability for all roles: while a change of term or vote is on
 * its way to the disk, no message leaves; what is sent meanwhile waits for it.
 */
final class Outbox {
    /** Messages may be lost, so beyond so many waiting ones the rest are. */
    private static final int MAX_HELD = 4096;

    /** A persist that has not been reported; height 0 if it has no entries. */
    private record Open(long requestId, boolean hasHardState, long term, long height, List<Effect> held) {}

    private final ArrayDeque<Open> open = new ArrayDeque<>();
    private List<Effect> effects = new ArrayList<>();
    private Optional<HardState> changed = Optional.empty();
    private List<Effect> heldForChange = new ArrayList<>();
    private long lastRequestId;

    long nextRequestId() {
        return ++lastRequestId;
    }

    void add(Effect effect) {
        effects.add(effect);
    }

    void send(PublicKey to, RaftMessage message) {
        List<Effect> target = target();
        if (target == effects || target.size() < MAX_HELD) {
            target.add(new Effect.Send(to, message));
        }
    }

    private List<Effect> target() {
        if (changed.isPresent()) {
            return heldForChange;
        }
        Iterator<Open> newestFirst = open.descendingIterator();
        while (newestFirst.hasNext()) {
            Open persist = newestFirst.next();
            if (persist.hasHardState()) {
                return persist.held();
            }
        }
        return effects;
    }

    /** Term or vote changed: they are persisted with the next entries, or at the end of the step. */
    void hardStateChanged(HardState hardState) {
        changed = Optional.of(hardState);
    }

    boolean isHardStateDurable() {
        return changed.isEmpty() && open.stream().noneMatch(Open::hasHardState);
    }

    void persist(List<Entry> entries, long committedHeight) {
        long requestId = nextRequestId();
        long term = entries.isEmpty() ? 0 : entries.get(entries.size() - 1).term();
        long height = entries.isEmpty() ? 0 : entries.get(entries.size() - 1).height();
        open.add(new Open(requestId, changed.isPresent(), term, height, heldForChange));
        effects.add(new Effect.Persist(requestId, changed, entries, committedHeight));
        changed = Optional.empty();
        heldForChange = new ArrayList<>();
    }

    /** That persist and all before it are durable: tells the log, and lets go of what waited. */
    void persisted(long requestId, RaftLog log) {
        while (!open.isEmpty() && open.getFirst().requestId() <= requestId) {
            Open done = open.removeFirst();
            if (done.height() > 0) {
                log.durable(done.term(), done.height());
            }
            effects.addAll(done.held());
        }
    }

    /** Persists a change of term or vote now: what is asked for next comes after it. */
    void flush(long committedHeight) {
        if (changed.isPresent()) {
            persist(List.of(), committedHeight);
        }
    }

    /** The effects of the step that ends here. */
    List<Effect> finish(long committedHeight) {
        flush(committedHeight);
        List<Effect> finished = List.copyOf(effects);
        effects = new ArrayList<>();
        return finished;
    }
}
