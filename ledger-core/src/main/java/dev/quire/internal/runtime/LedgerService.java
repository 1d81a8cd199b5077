package dev.quire.internal.runtime;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.Evidence;
import dev.quire.block.MemberSet;
import dev.quire.block.Rejection;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.ChainReader;
import dev.quire.internal.chain.TransactionLocation;
import dev.quire.internal.execution.AppliedState;
import dev.quire.internal.execution.PluginState;
import dev.quire.internal.mempool.Admission;
import dev.quire.internal.mempool.Mempool;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import dev.quire.receipt.HeaderProof;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.StateReceipt;
import dev.quire.spi.ledger.CommittedBlock;
import dev.quire.spi.ledger.CommittedTransaction;
import dev.quire.spi.ledger.Ledger;
import dev.quire.spi.ledger.LedgerStatus;
import dev.quire.spi.ledger.RejectedException;
import dev.quire.spi.ledger.StateEvidence;
import dev.quire.spi.ledger.StateReader;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.state.TxStatus;
import dev.quire.spi.store.StateStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a host can ask of a running node; nothing here blocks but what reads the store. */
final class LedgerService implements Ledger {
    private final Map<Integer, StateMachine> plugins;
    private final StateStore store;
    private final ChainReader chain;
    private final Blocks blocks;
    private final BlockFeed feed;
    private final Mempool mempool;
    private final TransactionIntake intake;
    private final TransactionRelay relay;
    private final Waiters waiters;
    private final RefusedMemory refused;
    private final ReadBarriers barriers;
    private final ConsensusLoop consensus;
    private final JournalLoop journal;
    private final TimeSource time;
    private final Executor workers;
    private final Proofs proofs;
    private final MemberSet members;
    private final Supplier<LedgerStatus> status;

    LedgerService(NodeParts parts, NodePorts ports, MemberSet members, Supplier<LedgerStatus> status) {
        this.members = members;
        this.status = status;
        this.plugins = parts.plugins();
        this.store = ports.store();
        this.chain = parts.chain();
        this.blocks = parts.blocks();
        this.feed = parts.feed();
        this.mempool = parts.mempool();
        this.intake = parts.intake();
        this.relay = parts.relay();
        this.waiters = parts.waiters();
        this.refused = parts.refused();
        this.barriers = parts.barriers();
        this.consensus = parts.consensus();
        this.journal = parts.journal();
        this.time = ports.time();
        this.workers = ports.workers();
        this.proofs = new Proofs(ports.store(), parts.chain(), parts.blocks(), ports.workers());
    }

    @Override
    public CompletableFuture<Receipt> submit(Transaction transaction) {
        return commit(transaction)
                .thenCompose(done -> certified(done.height()))
                .thenCompose(height -> receipt(transaction.id()))
                .thenApply(Optional::orElseThrow);
    }

    @Override
    public CompletableFuture<CommittedTransaction> commit(Transaction transaction) {
        CompletableFuture<CommittedTransaction> result = new CompletableFuture<>();
        workers.execute(() -> {
            try {
                submitNow(transaction, result);
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private void submitNow(Transaction transaction, CompletableFuture<CommittedTransaction> result) {
        Optional<RejectedException> refusal = refusal(transaction);
        if (refusal.isPresent()) {
            result.completeExceptionally(refusal.get());
            return;
        }
        Optional<CommittedTransaction> before = committed(transaction.id());
        if (before.isPresent()) {
            result.complete(before.get());
            return;
        }
        if (chain.status(transaction.id()) instanceof TxStatus.Pruned pruned && pruned.validBeforeMicros() == 0) {
            // In a block, and no more is known: to let it in would end in the lie that it has expired.
            result.completeExceptionally(new RejectedException(Rejection.DUPLICATE));
            return;
        }
        if (intake.enter(transaction) instanceof Admission.Rejected rejected) {
            // Its own block, committed since the look above, may be what it is late for.
            Optional<CommittedTransaction> meanwhile = committed(transaction.id());
            if (meanwhile.isPresent()) {
                result.complete(meanwhile.get());
            } else {
                refused.remember(transaction.id(), rejected.reason());
                result.completeExceptionally(new RejectedException(rejected.reason()));
            }
            return;
        }
        // The result is the caller's; what this call returns is not needed.
        var unused = waiters.transaction(transaction.id()).whenComplete((done, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else {
                result.complete(done);
            }
        });
        relay.add(transaction);
        consensus.wake();
        // It may have committed between the first look and the admission; then nobody would tell the waiters.
        committed(transaction.id()).ifPresent(found -> {
            mempool.forget(transaction.id());
            waiters.complete(transaction.id(), found);
        });
    }

    // Of a copy of what the chain has, only the signature is judged: whoever asks again may do so when its time is up.
    private Optional<RejectedException> refusal(Transaction transaction) {
        if (!isCommitted(transaction)) {
            Optional<RejectedException> fault = fault(transaction);
            // What is minded may be what this very transaction, committed meanwhile, has done to time and state.
            if (fault.isEmpty() || !isCommitted(transaction)) {
                fault.ifPresent(found -> refused.remember(transaction.id(), found.rejection()));
                return fault;
            }
        }
        return intake.isSigned(transaction)
                ? Optional.empty()
                : Optional.of(new RejectedException(Rejection.BAD_SIGNATURE));
    }

    private Optional<RejectedException> fault(Transaction transaction) {
        Optional<Rejection> broken = intake.judge(transaction);
        if (broken.isPresent()) {
            boolean mayBeInBlock =
                    broken.get() == Rejection.EXPIRED && transaction.validUntilMicros() < chain.forgottenBeforeMicros();
            return Optional.of(new RejectedException(mayBeInBlock ? Rejection.PRUNED : broken.get()));
        }
        OptionalInt certain = intake.check(transaction);
        return certain.isPresent()
                ? Optional.of(new RejectedException(Rejection.PLUGIN_CHECK, certain.getAsInt()))
                : Optional.empty();
    }

    private boolean isCommitted(Transaction transaction) {
        return chain.location(transaction.id()).isPresent();
    }

    @Override
    public Optional<CommittedTransaction> committed(Hash id) {
        Optional<TransactionLocation> location = chain.location(id);
        return location.flatMap(place -> chain.result(id).map(result -> result.at(place.height())));
    }

    @Override
    public TxStatus status(Hash id) {
        TxStatus status = chain.status(id);
        boolean isInBlock = status instanceof TxStatus.Committed
                || (status instanceof TxStatus.Pruned pruned && pruned.validBeforeMicros() == 0);
        if (isInBlock) {
            return status;
        }
        if (mempool.get(id).isPresent()) {
            return new TxStatus.Pending();
        }
        return refused.status(id).orElse(status);
    }

    @Override
    public CompletableFuture<Long> certified(long height) {
        return waiters.certified(height);
    }

    @Override
    public CompletableFuture<Optional<Receipt>> receipt(Hash id) {
        Optional<TransactionLocation> location = chain.location(id);
        Optional<Certificate> certificate = chain.newestCertificate();
        if (location.isEmpty()
                || certificate.isEmpty()
                || certificate.get().height() < location.get().height()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        CompletableFuture<Optional<Block>> holder = blocks.at(location.get().height());
        CompletableFuture<Optional<Block>> anchor = blocks.at(certificate.get().height());
        return holder.thenCombineAsync(
                anchor, (block, certified) -> assemble(id, certificate.get(), block, certified), workers);
    }

    // With the certificate whose block was loaded: by now there may be a newer one.
    private Optional<Receipt> assemble(
            Hash id, Certificate certificate, Optional<Block> block, Optional<Block> certified) {
        Map<Long, Block> loaded = new TreeMap<>();
        block.ifPresent(b -> loaded.put(b.height(), b));
        certified.ifPresent(b -> loaded.put(b.height(), b));
        return new ChainReader(store, height -> Optional.ofNullable(loaded.get(height))).receipt(id, certificate);
    }

    @Override
    public CompletableFuture<Optional<Block>> block(long height) {
        return blocks.at(height);
    }

    @Override
    public CompletableFuture<Long> readBarrier(Duration timeout) {
        return barriers.request(time.monotonicMicros() + timeout.toNanos() / 1_000);
    }

    @Override
    public <T> T read(int pluginId, StateReader<T> reader) {
        try (StateStore.StoreSnapshot snapshot = store.snapshot()) {
            return reader.read(snapshot.appliedHeight(), new PluginState(pluginId, snapshot));
        }
    }

    @Override
    public StateEvidence evidence(int pluginId, Bytes key, boolean withProof) {
        try (StateStore.StoreSnapshot snapshot = store.snapshot()) {
            Hash root = new ChainReader(snapshot, height -> Optional.empty())
                    .appliedHeader()
                    .stateRoot();
            Optional<Bytes> value = new PluginState(pluginId, snapshot).get(key);
            Optional<Bytes> proof = withProof
                    ? Optional.of(AppliedState.prove(snapshot, List.of(new StateKey(pluginId, key)))
                            .encoded())
                    : Optional.empty();
            return new StateEvidence(snapshot.appliedHeight(), root, value, proof);
        }
    }

    @Override
    public List<Evidence> evidenceOfLies() {
        return journal.evidence();
    }

    @Override
    public CompletableFuture<StateReceipt> stateReceipt(List<KeyRange> asked, OptionalLong height) {
        return proofs.stateReceipt(asked, height);
    }

    @Override
    public CompletableFuture<HeaderProof> headerProof(long height, OptionalLong anchorHeight) {
        return proofs.headerProof(height, anchorHeight);
    }

    @Override
    public CompletableFuture<HeaderProof> headerProof(BlockHeader known, OptionalLong anchorHeight) {
        return proofs.headerProof(known, anchorHeight);
    }

    @Override
    public Bytes query(int pluginId, Bytes request) {
        StateMachine plugin = plugins.get(pluginId);
        if (plugin == null) {
            throw new IllegalArgumentException("this chain has no plugin " + pluginId);
        }
        return read(pluginId, (height, state) -> plugin.query(request, state));
    }

    @Override
    public CompletableFuture<Optional<CommittedBlock>> committedBlock(long height) {
        return feed.committedBlock(height);
    }

    @Override
    public Subscription subscribe(long fromHeight, Consumer<CommittedBlock> consumer) {
        return feed.subscribe(fromHeight, consumer);
    }

    @Override
    public Hash chainId() {
        return status.get().chainId();
    }

    @Override
    public MemberSet members() {
        return members;
    }

    @Override
    public LedgerStatus status() {
        return status.get();
    }
}
