package dev.quire.internal.runtime;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.Parameters;
import dev.quire.block.PublicKey;
import dev.quire.block.Transaction;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.AppliedBlock;
import dev.quire.internal.execution.BlockExecutor;
import dev.quire.internal.execution.BlockResults;
import dev.quire.internal.execution.BuildRequest;
import dev.quire.internal.execution.DropListener;
import dev.quire.internal.execution.Freshness;
import dev.quire.internal.mempool.Mempool;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.Verdict;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StoreClosedException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the state: builds, validates and applies blocks, one at a time and in the order asked, and is the only writer of
 * the store.
 */
final class ExecutionLoop implements Loop {
    private static final Logger log = LoggerFactory.getLogger(ExecutionLoop.class);
    private static final long FLUSH_INTERVAL_MICROS = 60_000_000;
    private static final long FLUSH_BYTES = 64L * 1024 * 1024;
    private static final int MAX_QUESTIONS = 16;
    private static final int MAX_WRITE_SET_BYTES = 1024 * 1024;

    private final BlockExecutor executor;
    private final StateStore store;
    private final Mempool mempool;
    private final Parameters parameters;
    private final PublicKey self;
    private final TimeSource time;
    private final Mailbox<Runnable> tasks = new Mailbox<>(MAX_QUESTIONS);
    private final TransactionIntake intake;
    private final DropListener drops;
    private Consumer<AppliedBlock> onApplied = block -> {};
    private Consumer<Certificate> onCertified = certificate -> {};
    private final Certificates certificates;
    private Consumer<Block> onDiverged = block -> {};
    private final Retention retention;
    private final Executor workers;
    private final AtomicBoolean givingBack = new AtomicBoolean();
    private long unflushedBytes;
    private long nextFlushMicros;

    ExecutionLoop(
            BlockExecutor executor,
            Parameters parameters,
            NodePorts ports,
            Mempool mempool,
            TransactionIntake intake,
            DropListener drops,
            Certificates certificates,
            Retention retention) {
        this.retention = retention;
        this.executor = executor;
        this.intake = intake;
        this.drops = drops;
        this.store = ports.store();
        this.workers = ports.workers();
        this.parameters = parameters;
        this.time = ports.time();
        this.self = ports.signer().publicKey();
        this.mempool = mempool;
        this.certificates = certificates;
        // What is to go may have become more while the node stood still.
        this.nextFlushMicros = time.monotonicMicros() + (retention.keepsAll() ? FLUSH_INTERVAL_MICROS : 0);
    }

    /** Who is told, on the execution thread, of each applied block and each new certificate. Set before the first turn. */
    void listeners(Consumer<AppliedBlock> applied, Consumer<Certificate> certified) {
        this.onApplied = applied;
        this.onCertified = certified;
    }

    /** Who is told, on the execution thread, of each block of which this node computed another result. As above. */
    void onDiverged(Consumer<Block> diverged) {
        this.onDiverged = diverged;
    }

    /** Builds a block from the mempool. Any thread; the answer comes on the execution thread. */
    void build(Effect.Build build, Consumer<Optional<Block>> done) {
        tasks.put(() -> {
            Optional<Block> block = buildNow(build);
            done.accept(block);
            intake.buildEnds(block.isPresent());
        });
    }

    /** Judges a block and keeps its fork. Any thread; the answer comes on the execution thread. */
    void validate(Effect.Validate validate, Consumer<Verdict> done) {
        tasks.put(() -> {
            Optional<Freshness> freshness = validate.fresh()
                    ? Optional.of(new Freshness(time.wallMicros(), validate.leader()))
                    : Optional.empty();
            Verdict verdict = executor.validate(validate.block(), freshness);
            if (verdict instanceof Verdict.Diverged) {
                onDiverged.accept(validate.block());
            }
            done.accept(verdict);
        });
    }

    /** Applies a block whose fork is at hand; it is committed and in the journal. Any thread. */
    void commit(Hash blockHash) {
        tasks.put(() -> commitNow(blockHash));
    }

    /** Stores a certificate that has been checked, as soon as its block is applied. Any thread. */
    void certify(Certificate certificate) {
        certificates.add(certificate);
        tasks.put(this::storeCertificates);
    }

    /** Leadership changed hands: what this node proposed may be proposed again. Any thread. */
    void proposalsMayBeLost() {
        tasks.put(mempool::releasedAll);
    }

    /** Looks into the state's owner on its own thread. Any thread. */
    void ask(Consumer<BlockExecutor> question) {
        tasks.put(() -> question.accept(executor));
    }

    /** Answers a peer's question about results; done only if there is an answer and not too much else waits. */
    void answer(BlockMessage question, Consumer<BlockMessage> done) {
        tasks.offer(() -> answerNow(question).ifPresent(done));
    }

    private Optional<BlockMessage> answerNow(BlockMessage question) {
        if (question instanceof BlockMessage.ResultsQuestion results) {
            Hash block = results.blockHash();
            return executor.results(block)
                    .map(BlockResults::leaves)
                    .or(() -> executor.appliedLeaves(results.height(), block))
                    .map(leaves -> new BlockMessage.Results(block, leaves));
        } else if (question instanceof BlockMessage.WritesQuestion writes) {
            return executor.results(writes.blockHash())
                    .flatMap(results -> results.writeSet(writes.index()))
                    .filter(writeSet -> writeSet.size() <= MAX_WRITE_SET_BYTES)
                    .map(writeSet -> new BlockMessage.Writes(writes.blockHash(), writes.index(), writeSet));
        }
        return Optional.empty();
    }

    private Optional<Block> buildNow(Effect.Build build) {
        intake.buildStarts();
        List<Transaction> candidates =
                mempool.candidates(parameters.maxBlockBytes(), parameters.maxBlockTransactions());
        BuildRequest request = new BuildRequest(
                build.parentHash(), candidates, time.wallMicros(), self, certificates.newest(), build.allowEmpty());
        Optional<Block> block = executor.build(request, drops);
        block.ifPresent(built -> mempool.proposed(built.hash(), ids(built)));
        return block;
    }

    private static List<Hash> ids(Block block) {
        return block.transactions().stream().map(Transaction::id).toList();
    }

    private void commitNow(Hash blockHash) {
        try {
            List<Certificate> proofs = certificates.waitingUpTo(executor.appliedHeight() + 1);
            AppliedBlock applied = executor.commit(blockHash, proofs);
            unflushedBytes += applied.block().encoded().size();
            mempool.committed(ids(applied.block()));
            onApplied.accept(applied);
            proofs.forEach(this::stored);
            storeCertificates();
            intake.workMayBeLeft();
            flushIfDue();
        } catch (IOException e) {
            throw new DiskFailureException("the state store cannot be written; the node stops", e);
        }
    }

    // Those that come after their block; what came before is stored with it.
    private void storeCertificates() {
        for (Certificate certificate : certificates.waitingUpTo(executor.appliedHeight())) {
            try {
                executor.commitCertificate(certificate);
            } catch (IOException e) {
                throw new DiskFailureException("the state store cannot be written; the node stops", e);
            }
            stored(certificate);
        }
    }

    private void stored(Certificate certificate) {
        certificates.stored(certificate);
        onCertified.accept(certificate);
    }

    private void follow() {
        try {
            if (retention.follow()) {
                tasks.put(this::follow);
            }
        } catch (IOException e) {
            throw new DiskFailureException("the state store cannot be written; the node stops", e);
        }
    }

    private void flushIfDue() throws IOException {
        long now = time.monotonicMicros();
        if (unflushedBytes >= FLUSH_BYTES || now >= nextFlushMicros) {
            long durable = store.flush();
            retention.begin(durable, certificates.storedHeight(), () -> tasks.put(this::follow));
            giveBack();
            retention.judgeStates(
                    executor.appliedHeight(), height -> tasks.put(() -> executor.forgetStatesBelow(height)));
            unflushedBytes = 0;
            nextFlushMicros = now + FLUSH_INTERVAL_MICROS;
        }
    }

    private void giveBack() {
        if (store.wastesSpace() && givingBack.compareAndSet(false, true)) {
            workers.execute(() -> {
                try {
                    store.giveBack();
                } catch (StoreClosedException e) {
                    log.debug("the node ends", e);
                } catch (IOException e) {
                    log.error("the space of what was deleted cannot be given back: {}", e.getMessage());
                } finally {
                    givingBack.set(false);
                }
            });
        }
    }

    @Override
    public String name() {
        return "execution";
    }

    @Override
    public boolean doWork() {
        Runnable task = tasks.poll();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }

    @Override
    public long nextWakeMicros() {
        return Long.MAX_VALUE;
    }

    @Override
    public void onArrival(Runnable waker) {
        tasks.onArrival(waker);
    }
}
