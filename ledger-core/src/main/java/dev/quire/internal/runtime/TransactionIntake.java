package dev.quire.internal.runtime;

import dev.quire.block.Rejection;
import dev.quire.block.Transaction;
import dev.quire.crypto.SignatureScheme;
import dev.quire.internal.execution.TransactionRules;
import dev.quire.internal.mempool.Admission;
import dev.quire.internal.mempool.Mempool;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.state.StateView;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;

/**
 * The door of the mempool, for clients' transactions and for those that other nodes forward. Its checks save work; what
 * counts is judged again as block rules. Runs on the workers, several at once.
 */
final class TransactionIntake {
    private final TransactionRules rules;
    private final Map<Integer, StateMachine> plugins;
    private final IntFunction<StateView> states;
    private final SignatureScheme signatures;
    private final Mempool mempool;
    private final StatusBoard board;
    private final TimeSource time;
    private final AtomicBoolean announced = new AtomicBoolean();
    private final AtomicBoolean arrivedDuringBuild = new AtomicBoolean();
    private volatile Runnable workWaiting = () -> {};

    /** @param states the newest applied state of the plugin with a number */
    TransactionIntake(
            TransactionRules rules,
            Map<Integer, StateMachine> plugins,
            IntFunction<StateView> states,
            NodePorts ports,
            Mempool mempool,
            StatusBoard board) {
        this.rules = rules;
        this.plugins = plugins;
        this.states = states;
        this.signatures = ports.signatures();
        this.time = ports.time();
        this.mempool = mempool;
        this.board = board;
    }

    /** Who is told that the mempool has something to propose. */
    void onWorkWaiting(Runnable workWaiting) {
        this.workWaiting = workWaiting;
    }

    /** Lets the transaction into the mempool, or says why not. */
    Admission admit(Transaction transaction) {
        Optional<Rejection> rejection = judge(transaction);
        if (rejection.isPresent()) {
            return new Admission.Rejected(rejection.get());
        }
        long blockTimeMicros = board.head().timeMicros() + 1;
        Admission admission = mempool.add(transaction, blockTimeMicros, time.monotonicMicros());
        if (admission instanceof Admission.Added) {
            arrivedDuringBuild.set(true);
            workMayBeLeft();
        }
        return admission;
    }

    /** What the plugin says in advance, asked of clients' transactions only. */
    OptionalInt check(Transaction transaction) {
        StateMachine plugin = plugins.get(transaction.pluginId());
        return plugin == null ? OptionalInt.empty() : plugin.check(transaction, states.apply(plugin.id()));
    }

    private Optional<Rejection> judge(Transaction transaction) {
        // What the clock alone calls expired may be in a block that this node has not seen yet. Only a committed block
        // with a later time makes it certain; until then the transaction waits, and its fate is unknown.
        long appliedMicros = board.head().timeMicros() + 1;
        long judgedAtMicros = Math.max(appliedMicros, Math.min(time.wallMicros(), transaction.validUntilMicros()));
        Optional<Rejection> broken = rules.check(transaction, judgedAtMicros);
        if (broken.isPresent()) {
            return broken;
        }
        if (mempool.get(transaction.id()).isPresent()) {
            return Optional.empty();
        }
        return signatures.verifyTransaction(transaction.sender(), transaction.signingBytes(), transaction.signature())
                ? Optional.empty()
                : Optional.of(Rejection.BAD_SIGNATURE);
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
