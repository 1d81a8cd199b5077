package dev.quire.internal.runtime;

import dev.quire.block.Block;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Parameters;
import dev.quire.internal.mempool.Mempool;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Notices that a transaction waits although a healthy leader would have proposed it: it is old, and the newest block had
 * room for it. Behind a backlog blocks are full, and nobody is suspected.
 *
 * <p>Each leader has the whole patience, counted from its first day. If the same transaction outlasts a leader, patience
 * doubles: one that nobody can propose must not unseat leaders for ever. Owned by the consensus loop but for {@link
 * #applied}.
 */
final class OverdueWork {
    static final long FIRST_PATIENCE_MICROS = 3_000_000;
    static final long LAST_PATIENCE_MICROS = 96_000_000;

    private final Mempool mempool;
    private final Parameters parameters;
    private volatile boolean blocksAreFull;
    private long patienceMicros = FIRST_PATIENCE_MICROS;
    private long view;
    private long viewSinceMicros;
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
        blocksAreFull = block.transactions().size() * 2L >= parameters.maxBlockTransactions()
                || block.encoded().size() * 2L >= parameters.maxBlockBytes();
    }

    /** Says whether the present leader is overdue; at most once per patience. */
    boolean look(long nowMicros, long currentView) {
        if (currentView != view) {
            view = currentView;
            viewSinceMicros = nowMicros;
            nextLookMicros = nowMicros;
        }
        if (nowMicros < nextLookMicros && nextLookMicros != Long.MAX_VALUE) {
            return false;
        }
        OptionalLong oldest = mempool.oldestOpenArrivalMicros();
        if (oldest.isEmpty()) {
            nextLookMicros = Long.MAX_VALUE;
            return false;
        }
        if (oldest.getAsLong() > suspectedArrivalMicros) {
            patienceMicros = FIRST_PATIENCE_MICROS;
        }
        long dueMicros = Math.max(oldest.getAsLong(), viewSinceMicros) + patienceMicros;
        if (nowMicros < dueMicros) {
            nextLookMicros = dueMicros;
            return false;
        }
        nextLookMicros = nowMicros + patienceMicros;
        if (blocksAreFull) {
            return false;
        }
        suspectedArrivalMicros = oldest.getAsLong();
        patienceMicros = Math.min(2 * patienceMicros, LAST_PATIENCE_MICROS);
        return true;
    }

    long nextLookMicros() {
        return nextLookMicros;
    }
}
