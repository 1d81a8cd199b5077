package dev.quire.testkit;

import dev.quire.block.Transaction;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.ledger.Ledger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One node of a {@link TestCluster}: the production node on simulated ground. Used by the test's thread only. */
public final class TestNode {
    private final SimNode node;
    private final SimNodes nodes;
    private final Witness witness;
    private final RandomGenerator random;
    private final Runnable beforeLying;
    private @Nullable ObservedLedger ledger;

    /** @param beforeLying throws if one more liar is one too many */
    TestNode(SimNode node, SimNodes nodes, Witness witness, RandomGenerator random, Runnable beforeLying) {
        this.node = node;
        this.nodes = nodes;
        this.witness = witness;
        this.random = random;
        this.beforeLying = beforeLying;
        node.whenDown(this::wentDown);
    }

    private void wentDown() {
        ObservedLedger lost = ledger;
        ledger = null;
        if (lost != null) {
            lost.fail();
        }
    }

    /** From 0 on. */
    public int number() {
        return node.number();
    }

    public boolean isUp() {
        return node.isUp();
    }

    /** Does it believe that it leads? */
    public boolean isLeader() {
        return isUp() && ledger().status().engine().role() == EngineStatus.Role.LEADER;
    }

    /** Does a liar speak for it? Then nothing is promised of what it says. */
    public boolean isLiar() {
        return !nodes.honest().contains(node);
    }

    /**
     * The node's ledger, whose answers are checked besides: receipts must verify, confirmed reads may not be stale, and what
     * was acknowledged must be there in the end. Its futures complete while virtual time passes, see {@link
     * TestCluster#await}; when the node goes down they fail with {@link
     * dev.quire.spi.ledger.LedgerStoppedException}. To be asked for again after a restart.
     *
     * @throws IllegalStateException if the node is down
     */
    public Ledger ledger() {
        ObservedLedger current = ledger;
        if (current == null) {
            current = new ObservedLedger(node.number(), node.ledger(), witness);
            ledger = current;
        }
        return current;
    }

    /** Submits a transaction and does not wait: what becomes of it is asked for later. */
    public void send(Transaction transaction) {
        var unused = ledger().commit(transaction);
    }

    /** Its process ends at once. What it has written stays, as the operating system has it. */
    public void crash() {
        flushPerhaps();
        node.kill();
    }

    /** Its power goes: besides, any part of what was not synced is lost, down to half a write. */
    public void losePower() {
        flushPerhaps();
        node.crash();
    }

    /** The state may be durable up to now, or be rebuilt from an earlier one and the journal. */
    private void flushPerhaps() {
        if (isUp() && random.nextBoolean()) {
            node.store().flush();
        }
    }

    /** It stops as an operator stops it. */
    public void stop() {
        if (node.isUp()) {
            node.stop();
        }
    }

    /** It starts, if it is down, and recovers what its disk holds. */
    public void restart() {
        node.start();
    }

    /** It stands still, as a process that is stopped with SIGSTOP or in a long garbage collection. */
    public void pause() {
        node.pause();
    }

    /** After {@link #pause} it goes on as if nothing had been. */
    public void resume() {
        node.resume();
    }

    /**
     * From now on a liar speaks for it, which has its key and keeps no rule.
     *
     * @throws IllegalStateException if the protocol would not bear that
     */
    public void lie() {
        if (!isLiar()) {
            beforeLying.run();
            nodes.makeLiar(node);
        }
    }

    @Override
    public String toString() {
        return node.toString();
    }
}
