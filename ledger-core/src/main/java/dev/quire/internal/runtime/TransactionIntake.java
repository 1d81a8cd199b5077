package dev.quire.internal.runtime;

import dev.quire.block.Rejection;
import dev.quire.block.Transaction;
import dev.quire.internal.execution.TransactionRules;
import dev.quire.internal.mempool.Admission;
import dev.quire.internal.mempool.Mempool;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The door of the mempool, for clients' transactions and for those that other nodes forward. Its checks save work; what
 * counts is judged again as block rules. Runs on the workers, several at once.
 */
final class TransactionIntake {
    private final TransactionRules rules;
    private final BlockSignatures signatures;
    private final Function<Transaction, OptionalInt> pluginCheck;
    private final Mempool mempool;
    private final StatusBoard board;
    private final TimeSource time;
    private final AtomicBoolean announced = new AtomicBoolean();
    private final AtomicBoolean arrivedDuringBuild = new AtomicBoolean();
    private volatile Runnable workWaiting = () -> {};
    private volatile BooleanSupplier diskIsFull = () -> false;

    /** @param pluginCheck the code of the refusal that is certain to come, if one is */
    TransactionIntake(
            TransactionRules rules,
            BlockSignatures signatures,
            Function<Transaction, OptionalInt> pluginCheck,
            Mempool mempool,
            StatusBoard board,
            TimeSource time) {
        this.rules = rules;
        this.signatures = signatures;
        this.pluginCheck = pluginCheck;
        this.mempool = mempool;
        this.board = board;
        this.time = time;
    }

    /** Who is told that the mempool has something to propose. */
    void onWorkWaiting(Runnable workWaiting) {
        this.workWaiting = workWaiting;
    }

    /** Lets nothing in while that holds. */
    void refuseWhile(BooleanSupplier diskIsFull) {
        this.diskIsFull = diskIsFull;
    }

    /** Lets a transaction that another node forwards into the mempool, or says why not. */
    Admission admit(Transaction transaction) {
        Optional<Rejection> broken = judge(transaction);
        return broken.<Admission>map(Admission.Rejected::new).orElseGet(() -> enter(transaction));
    }

    /** Which rule the transaction breaks, in the order of the block rules: chain, plugin, times, signature. */
    Optional<Rejection> judge(Transaction transaction) {
        // What the clock alone calls expired may be in a block that this node has not seen yet. Only a committed block
        // with a later time makes it certain; until then the transaction waits, and its fate is unknown.
        long appliedMicros = board.head().timeMicros() + 1;
        long judgedAtMicros = Math.max(appliedMicros, Math.min(time.wallMicros(), transaction.validUntilMicros()));
        Optional<Rejection> broken = rules.check(transaction, judgedAtMicros);
        return broken.isPresent() || isSigned(transaction) ? broken : Optional.of(Rejection.BAD_SIGNATURE);
    }

    /** Does the sender stand behind these very bytes? */
    boolean isSigned(Transaction transaction) {
        return signatures.holds(transaction);
    }

    /**
     * What the plugin says in advance, asked of clients' transactions only. Of one that waits already it is not asked: that
     * one may still enter a block, so no refusal is certain.
     */
    OptionalInt check(Transaction judged) {
        return mempool.get(judged.id()).isPresent() ? OptionalInt.empty() : pluginCheck.apply(judged);
    }

    /** Lets a transaction that keeps the rules into the mempool, if there is room. */
    Admission enter(Transaction judged) {
        if (diskIsFull.getAsBoolean()) {
            return new Admission.Rejected(Rejection.DISK_FULL);
        }
        long blockTimeMicros = board.head().timeMicros() + 1;
        Admission admission = mempool.add(judged, blockTimeMicros, time.monotonicMicros());
        if (admission instanceof Admission.Added) {
            arrivedDuringBuild.set(true);
            workMayBeLeft();
        }
        return admission;
    }

    /** A build takes candidates now. Until it ends nothing is announced: it may well take what arrives meanwhile. */
    void buildStarts() {
        arrivedDuringBuild.set(false);
    }

    /**
     * Announces what a build has left behind. After one in vain that is only what it cannot have seen; the rest waits
     * for the next arrival or commit, since announcing it again at once would only spin.
     */
    void buildEnds(boolean built) {
        announced.set(false);
        if (built || arrivedDuringBuild.get()) {
            workMayBeLeft();
        }
    }

    /** Tells the engine, once until the next build has ended, that transactions are in no proposal, if any are. */
    void workMayBeLeft() {
        if (mempool.openCount() > 0 && announced.compareAndSet(false, true)) {
            workWaiting.run();
        }
    }
}
