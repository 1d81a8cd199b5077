package dev.quire.internal.runtime;

import dev.quire.block.Block;
import dev.quire.block.PublicKey;
import dev.quire.block.ResultLeaf;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.internal.execution.BlockExecutor;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.Verdict;
import dev.quire.spi.net.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out where this node's result of a block parts from the proposer's: asks for the result leaves, then for the write
 * set of the first transaction that differs; the proposer first, then the other members, a few times, one at a time. It
 * believes only what the block's header commits to, so it does not matter who answers. The newest block that diverged is
 * the one that is asked about. Safe for use by several threads; the consensus loop keeps its time.
 */
final class DivergenceInquiry {
    private static final Logger log = LoggerFactory.getLogger(DivergenceInquiry.class);
    private static final long RETRY_MICROS = 200_000;
    private static final int ROUNDS = 2;

    private final PublicKey self;
    private final List<PublicKey> members;
    private final Transport transport;
    private final ExecutionLoop execution;
    private Optional<Open> open = Optional.empty();
    private Optional<String> finding = Optional.empty();
    private Runnable waker = () -> {};

    /** About one block. */
    private static final class Open {
        private final Block block;
        private final List<PublicKey> peers;
        private Optional<ResultLeaf> differing = Optional.empty();
        private int asked;
        private long retryMicros = Long.MIN_VALUE;

        Open(Block block, List<PublicKey> peers) {
            this.block = block;
            this.peers = peers;
        }

        BlockMessage question() {
            return differing.isPresent()
                    ? new BlockMessage.WritesQuestion(
                            block.hash(), differing.get().index())
                    : new BlockMessage.ResultsQuestion(block.height(), block.hash());
        }
    }

    private DivergenceInquiry(EngineStart start, Transport transport, ExecutionLoop execution) {
        this.self = start.self();
        this.members = start.membership().voters().members();
        this.transport = transport;
        this.execution = execution;
    }

    /** Looks into every block of which {@code execution} computes another result. */
    static DivergenceInquiry by(ExecutionLoop execution, EngineStart start, Transport transport) {
        DivergenceInquiry inquiry = new DivergenceInquiry(start, transport, execution);
        execution.onDiverged(inquiry::begin);
        return inquiry;
    }

    /** What to call when there is something to ask, or an end. Set before the first turn. */
    void onNews(Runnable news) {
        this.waker = news;
    }

    private synchronized void begin(Block block) {
        List<PublicKey> peers = new ArrayList<>(members);
        peers.remove(self);
        PublicKey proposer = block.header().proposer();
        if (peers.remove(proposer)) {
            peers.add(0, proposer);
        }
        open = Optional.of(new Open(block, peers));
        finding = Optional.empty();
        waker.run();
    }

    /** Asks a peer if a question is open and the last one asked has not answered in time. */
    synchronized void ask(long nowMicros) {
        if (open.isEmpty() || nowMicros < open.get().retryMicros) {
            return;
        }
        Open inquiry = open.get();
        if (inquiry.asked >= ROUNDS * inquiry.peers.size()) {
            giveUp(inquiry);
            return;
        }
        inquiry.retryMicros = nowMicros + RETRY_MICROS;
        PublicKey peer = inquiry.peers.get(inquiry.asked % inquiry.peers.size());
        inquiry.asked++;
        transport.send(peer, BlockMessage.frame(inquiry.question()));
    }

    synchronized long nextDeadlineMicros() {
        return open.map(inquiry -> inquiry.retryMicros).orElse(Long.MAX_VALUE);
    }

    /** Is nothing being asked? */
    synchronized boolean isOver() {
        return open.isEmpty();
    }

    /** Where the newest block that diverged parts from this node's result; empty as long as that is not known. */
    synchronized Optional<String> finding() {
        return finding;
    }

    /** A peer has answered. Any thread. */
    synchronized void answered(BlockMessage answer) {
        if (answer instanceof BlockMessage.Results results && isOpen(results.blockHash(), Optional.empty())) {
            execution.ask(executor -> explain(executor, results));
        } else if (answer instanceof BlockMessage.Writes writes
                && isOpen(writes.blockHash(), Optional.of(writes.index()))) {
            execution.ask(executor -> explain(executor, writes.blockHash(), writes.writeSet()));
        }
    }

    private boolean isOpen(Hash blockHash, Optional<Integer> index) {
        return open.isPresent()
                && open.get().block.hash().equals(blockHash)
                && open.get().differing.map(ResultLeaf::index).equals(index);
    }

    private synchronized void explain(BlockExecutor executor, BlockMessage.Results results) {
        if (!isOpen(results.blockHash(), Optional.empty())) {
            return;
        }
        Open inquiry = open.orElseThrow();
        Optional<Verdict.Diverged> explained = executor.explainDivergence(results.blockHash(), results.leaves());
        if (explained.isPresent() && explained.get().index() < 0) {
            conclude(explained.get().explanation());
        } else if (explained.isPresent()) {
            inquiry.differing = Optional.of(results.leaves().get(explained.get().index()));
            inquiry.asked = 0;
            inquiry.retryMicros = Long.MIN_VALUE;
            waker.run();
        }
    }

    private synchronized void explain(BlockExecutor executor, Hash blockHash, Bytes writeSet) {
        if (open.isPresent() && open.get().block.hash().equals(blockHash)) {
            open.get()
                    .differing
                    .flatMap(leaf -> executor.explainWrites(blockHash, leaf, writeSet))
                    .ifPresent(this::conclude);
        }
    }

    private void giveUp(Open inquiry) {
        if (inquiry.differing.isEmpty()) {
            open = Optional.empty();
            waker.run();
            return;
        }
        // Only once: whatever comes of it ends the inquiry.
        inquiry.retryMicros = Long.MAX_VALUE;
        int index = inquiry.differing.get().index();
        execution.ask(executor -> concludeAlone(inquiry, executor.ownWrites(inquiry.block.hash(), index)));
    }

    private synchronized void concludeAlone(Open inquiry, Optional<String> text) {
        if (open.isPresent() && open.get() == inquiry) {
            conclude(text.orElse("another block has diverged since"));
        }
    }

    private void conclude(String text) {
        log.warn("this node and the proposer computed different results: {}", text);
        finding = Optional.of(text);
        open = Optional.empty();
        waker.run();
    }
}
