package dev.quire.internal.runtime;

import dev.quire.block.Block;
import dev.quire.internal.chain.PrunedChain;
import dev.quire.internal.execution.PastStates;
import dev.quire.internal.journal.Journal;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StateStore.StoreWrite;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets old states and blocks go. Of blocks, first the journal drops whole segments, then the store what belongs to the
 * blocks in them. The execution loop begins and does the second part; the first is done by the journal's.
 */
final class Retention {
    private static final Logger log = LoggerFactory.getLogger(Retention.class);
    private static final int MOST_AT_ONCE = 1_000;
    private static final List<Column> STATE_COLUMNS = List.of(Column.TREE, Column.HISTORY, Column.STALE);
    private static final long PARTS = 1_000;

    private final RetentionRule rule;
    private final JournalLoop journal;
    private final PrunedChain chain;
    private final StateStore store;
    private final LongSupplier mayDropUpTo;

    /** @param mayDropUpTo no block above is dropped: there is no snapshot that makes up for it */
    Retention(RetentionRule rule, JournalLoop journal, StateStore store, LongSupplier mayDropUpTo) {
        this.mayDropUpTo = mayDropUpTo;
        this.rule = rule;
        this.journal = journal;
        this.chain = new PrunedChain(store);
        this.store = store;
    }

    /**
     * Has the journal drop what may go.
     *
     * @param durableHeight of the flushed state: blocks above it must be executed again after a crash
     * @param certifiedHeight of the newest stored certificate, whose block is the anchor of receipts
     * @param then called on the journal's thread if the store has to follow
     */
    void begin(long durableHeight, long certifiedHeight, Runnable then) {
        if (!rule.keepsAll()) {
            journal.drop(opened -> keepFrom(opened, Math.min(durableHeight, certifiedHeight)), then);
        }
    }

    /**
     * Finds out which states may go, whatever their number; done only if the journal answers.
     *
     * @param newest the applied height; the store has just been flushed
     * @param forgetBelow told a height on the journal's thread
     */
    void judgeStates(long newest, LongConsumer forgetBelow) {
        long fitting = lowestFittingState(newest);
        long ageMicros = rule.states().ageMicros();
        if (!rule.keepsAll() || ageMicros > 0 || fitting > 0) {
            // A state can be proven only with the header of its block.
            var unused = journal.ask(opened -> Math.max(
                            Math.max(opened.firstHeight(), fitting),
                            ageMicros > 0 ? firstYoungerThan(opened, ageMicros, newest) : 0))
                    .thenAccept(forgetBelow::accept);
        }
    }

    /** Space comes back some time after states go, so no more than an eighth of them goes at once. */
    private long lowestFittingState(long newest) {
        long bound = rule.states().bytes();
        long bytes = bound == 0
                ? 0
                : STATE_COLUMNS.stream().mapToLong(store::liveBytes).sum();
        if (bytes <= bound) {
            return 0;
        }
        long oldest = new PastStates(store).oldestHeight(newest);
        long kept = newest - oldest;
        long surplus = (bytes - bound) / (bytes / PARTS + 1) * kept / PARTS;
        return oldest + Math.min(surplus, kept / 8) + 1;
    }

    /** Whether nothing is ever looked at but the number of states. */
    boolean keepsAll() {
        return rule.keepsAll()
                && rule.states().ageMicros() == 0
                && rule.states().bytes() == 0;
    }

    private long keepFrom(Journal opened, long newest) throws IOException {
        long from = opened.firstHeight();
        if (rule.blocks() > 0) {
            from = Math.max(from, newest - rule.blocks() + 1);
        }
        if (rule.journalBytes() > 0) {
            from = Math.max(from, opened.firstHeightWithin(rule.journalBytes()));
        }
        if (rule.ageMicros() > 0) {
            from = Math.max(from, firstYoungerThan(opened, rule.ageMicros(), newest));
        }
        long kept = Math.min(newest - RetentionRule.LEAST_BLOCKS, mayDropUpTo.getAsLong());
        return Math.min(from, kept + 1);
    }

    /** Block times rise with the height, so halving finds it. */
    private static long firstYoungerThan(Journal opened, long ageMicros, long newest) throws IOException {
        Optional<Block> last = opened.block(newest);
        long low = opened.firstHeight();
        long high = newest;
        while (last.isPresent() && low < high) {
            long middle = (low + high) >>> 1;
            Optional<Block> block = opened.block(middle);
            boolean young = block.isEmpty()
                    || block.get().header().timeMicros() >= last.get().header().timeMicros() - ageMicros;
            if (young) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** One step of the store's part; whether there is more to do. The execution loop only. */
    boolean follow() throws IOException {
        long first = journal.firstHeight();
        List<StoreWrite> deletes = chain.deletesBelow(first, MOST_AT_ONCE);
        if (!deletes.isEmpty()) {
            store.write(store.appliedHeight(), deletes);
            log.debug("{} entries of blocks below {} are deleted", deletes.size(), first);
            return true;
        }
        chain.giveBack(store, first);
        return false;
    }
}
