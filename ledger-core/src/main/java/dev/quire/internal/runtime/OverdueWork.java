package dev.quire.internal.runtime;

import dev.quire.block.Block;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Parameters;
import dev.quire.hash.Hash;
import dev.quire.internal.mempool.Mempool;
import dev.quire.spi.consensus.Input;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Notices that a transaction waits although a healthy leader would have proposed it: it is old, and the newest block had
 * room for it. Behind a backlog blocks are full, and nobody is suspected. Blocks without it excuse a leader for a while
 * only: so many as may have been on their way when it was brought to it, or of full ones so many as its backlog can fill.
 *
 * <p>Each leader has the whole patience, counted from its first day. If the same transaction outlasts a leader, patience
 * doubles: one that nobody can propose must not unseat leaders for ever. Owned by the consensus loop but for {@link
 * #applied}.
 */
final class OverdueWork {
    static final long FIRST_PATIENCE_MICROS = 3_000_000;
    static final long LAST_PATIENCE_MICROS = 96_000_000;
    /** The open block, the one above it, and one for the way of what was brought. */
    static final long BLOCKS_ON_THEIR_WAY = 3;

    /** What was brought to a leader, and how far the chain was then. */
    private record Suspicion(Hash transaction, long view, long roomyBlocks, long transactions) {}

    private final Mempool mempool;
    private final Parameters parameters;
    private final AtomicLong roomyBlocks = new AtomicLong();
    private final AtomicLong transactions = new AtomicLong();
    private volatile boolean blocksAreFull;
    private long patienceMicros = FIRST_PATIENCE_MICROS;
    private long view;
    private long viewSinceMicros;
    private Optional<Suspicion> suspicion = Optional.empty();
    private long suspectedArrivalMicros = Long.MIN_VALUE;
    private long nextLookMicros;

    OverdueWork(Mempool mempool, Parameters parameters) {
        this.mempool = mempool;
        this.parameters = parameters;
    }

    /** Empty on a CFT chain: there leaders may fail, but they do not lie. */
    static Optional<OverdueWork> watching(ConsensusMode mode, Mempool mempool, Parameters parameters) {
        return mode == ConsensusMode.BFT ? Optional.of(new OverdueWork(mempool, parameters)) : Optional.empty();
    }

    /** A block was applied. Any thread. */
    void applied(Block block) {
        boolean isFull = block.transactions().size() * 2L >= parameters.maxBlockTransactions()
                || block.encoded().size() * 2L >= parameters.maxBlockBytes();
        blocksAreFull = isFull;
        roomyBlocks.addAndGet(isFull ? 0 : 1);
        transactions.addAndGet(block.transactions().size());
    }

    /** If work is old: what the engine is to be told, and that the leader is to be reminded; at most once per patience. */
    Optional<Input> look(long nowMicros, long currentView) {
        if (currentView != view) {
            view = currentView;
            viewSinceMicros = nowMicros;
            nextLookMicros = nowMicros;
        }
        if (nowMicros < nextLookMicros && nextLookMicros != Long.MAX_VALUE) {
            return Optional.empty();
        }
        Optional<Mempool.Oldest> oldest = mempool.oldestOpen();
        if (oldest.isEmpty()) {
            nextLookMicros = Long.MAX_VALUE;
            return Optional.empty();
        }
        if (oldest.get().arrivalMicros() > suspectedArrivalMicros) {
            patienceMicros = FIRST_PATIENCE_MICROS;
        }
        long dueMicros = Math.max(oldest.get().arrivalMicros(), viewSinceMicros) + patienceMicros;
        if (nowMicros < dueMicros) {
            nextLookMicros = dueMicros;
            return Optional.empty();
        }
        nextLookMicros = nowMicros + patienceMicros;
        boolean isPassedOver = isPassedOver(oldest.get().id());
        if (blocksAreFull && !isPassedOver) {
            return Optional.of(new Input.WorkWaiting(false));
        }
        suspectedArrivalMicros = oldest.get().arrivalMicros();
        patienceMicros = Math.min(2 * patienceMicros, LAST_PATIENCE_MICROS);
        return Optional.of(isPassedOver ? new Input.WorkPassedOver() : new Input.WorkWaiting(true));
    }

    private boolean isPassedOver(Hash transaction) {
        Suspicion now = new Suspicion(transaction, view, roomyBlocks.get(), transactions.get());
        Optional<Suspicion> same =
                suspicion.filter(one -> one.view() == view && one.transaction().equals(transaction));
        if (same.isEmpty()) {
            suspicion = Optional.of(now);
            return false;
        }
        return now.roomyBlocks() - same.get().roomyBlocks() >= BLOCKS_ON_THEIR_WAY
                || now.transactions() - same.get().transactions() > mempool.capacity();
    }

    long nextLookMicros() {
        return nextLookMicros;
    }
}
