package dev.quire;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Evidence;
import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.block.PublicKey;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.internal.execution.GenesisBlock;
import dev.quire.internal.runtime.NodeRuntime;
import dev.quire.merkle.KeyRange;
import dev.quire.receipt.HeaderProof;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.StateReceipt;
import dev.quire.spi.ledger.CommittedBlock;
import dev.quire.spi.ledger.CommittedTransaction;
import dev.quire.spi.ledger.Ledger;
import dev.quire.spi.ledger.LedgerStatus;
import dev.quire.spi.ledger.StateEvidence;
import dev.quire.spi.ledger.StateReader;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.state.TxStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member's node, running inside this JVM.
 *
 * <pre>{@code
 * try (LedgerNode node = LedgerNode.builder()
 *         .dataDir(Path.of("data"))
 *         .stateMachine(new CounterStateMachine())
 *         .consensus(Consensus.single())
 *         .start()) {
 *     Receipt receipt = node.submit(transaction).get(5, SECONDS);
 *     receipt.verify(node.members());
 * }
 * }</pre>
 *
 * <p>Safe for use by several threads. {@link #close} stops the node cleanly and leaves no thread and no native memory
 * behind.
 */
public final class LedgerNode implements Ledger, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LedgerNode.class);

    private final NodeStart opening;
    private final Optional<SharedResources> own;
    private final List<LastingSubscription> subscriptions = new CopyOnWriteArrayList<>();
    private volatile NodeRuntime runtime;
    private final Optional<NodeStorage> storage;
    private boolean closed;

    private LedgerNode(NodeStart opening, Optional<SharedResources> own) throws IOException {
        this.opening = opening;
        this.own = own;
        NodeStart.Running first = opening.open(this::snapshotReady);
        this.runtime = first.runtime();
        this.storage = first.files()
                .map(files ->
                        NodeStorage.start(opening.name(), files, Scrub.Mender.of(first.runtime()), opening.storage()));
    }

    /** @param own what is to be closed with the node */
    static LedgerNode start(NodeStart opening, Optional<SharedResources> own) throws IOException {
        return new LedgerNode(opening, own);
    }

    public static LedgerNodeBuilder builder() {
        return new LedgerNodeBuilder();
    }

    /**
     * The id of the chain that a genesis document begins: the hash of the block 0 that it makes.
     *
     * @throws IllegalArgumentException if the plugins are not those of the document
     */
    public static Hash chainIdOf(Genesis genesis, List<StateMachine> plugins) {
        return GenesisBlock.make(genesis, plugins).hash();
    }

    /** This node's identity. */
    public PublicKey nodeId() {
        return ledger().status().nodeId();
    }

    /** The document that the chain began with. */
    public Genesis genesis() {
        return opening.genesis();
    }

    /** Back-ups and checks of what the node has stored; empty if it keeps everything in memory. */
    public Optional<NodeStorage> storage() {
        return storage;
    }

    @Override
    public Hash chainId() {
        return ledger().chainId();
    }

    @Override
    public MemberSet members() {
        return ledger().members();
    }

    @Override
    public CompletableFuture<Receipt> submit(Transaction transaction) {
        return ledger().submit(transaction);
    }

    @Override
    public CompletableFuture<CommittedTransaction> commit(Transaction transaction) {
        return ledger().commit(transaction);
    }

    @Override
    public TxStatus status(Hash transactionId) {
        return ledger().status(transactionId);
    }

    @Override
    public Optional<CommittedTransaction> committed(Hash transactionId) {
        return ledger().committed(transactionId);
    }

    @Override
    public CompletableFuture<Optional<Receipt>> receipt(Hash transactionId) {
        return ledger().receipt(transactionId);
    }

    @Override
    public CompletableFuture<Optional<Block>> block(long height) {
        return ledger().block(height);
    }

    @Override
    public CompletableFuture<Optional<CommittedBlock>> committedBlock(long height) {
        return ledger().committedBlock(height);
    }

    @Override
    public CompletableFuture<Long> certified(long height) {
        return ledger().certified(height);
    }

    @Override
    public CompletableFuture<Long> readBarrier(Duration timeout) {
        return ledger().readBarrier(timeout);
    }

    @Override
    public <T> T read(int pluginId, StateReader<T> reader) {
        return ledger().read(pluginId, reader);
    }

    @Override
    public StateEvidence evidence(int pluginId, Bytes key, boolean withProof) {
        return ledger().evidence(pluginId, key, withProof);
    }

    @Override
    public List<Evidence> evidenceOfLies() {
        return ledger().evidenceOfLies();
    }

    @Override
    public CompletableFuture<StateReceipt> stateReceipt(List<KeyRange> asked, OptionalLong height) {
        return ledger().stateReceipt(asked, height);
    }

    @Override
    public CompletableFuture<HeaderProof> headerProof(long height, OptionalLong anchorHeight) {
        return ledger().headerProof(height, anchorHeight);
    }

    @Override
    public CompletableFuture<HeaderProof> headerProof(BlockHeader known, OptionalLong anchorHeight) {
        return ledger().headerProof(known, anchorHeight);
    }

    @Override
    public Bytes query(int pluginId, Bytes request) {
        return ledger().query(pluginId, request);
    }

    /** Lasts over the installation of a snapshot, and goes on with the first block after it. */
    @Override
    public Subscription subscribe(long fromHeight, Consumer<CommittedBlock> consumer) {
        LastingSubscription subscription = new LastingSubscription(fromHeight, consumer, subscriptions::remove);
        subscriptions.add(subscription);
        subscription.attach(ledger());
        return subscription;
    }

    @Override
    public LedgerStatus status() {
        return ledger().status();
    }

    private Ledger ledger() {
        return runtime.ledger();
    }

    private void snapshotReady() {
        Thread thread = new Thread(this::reopen, "quire-" + opening.name() + "-install");
        thread.setDaemon(true);
        thread.start();
    }

    /** A snapshot is installed by a start: nothing of the node that runs can be in the middle of anything then. */
    private synchronized void reopen() {
        if (closed) {
            return;
        }
        log.info("the node closes and opens again, to install a snapshot");
        try {
            storage.ifPresent(NodeStorage::pause);
            runtime.close();
            NodeStart.Running again = opening.open(this::snapshotReady);
            runtime = again.runtime();
            storage.ifPresent(files -> files.reopened(again.files().orElseThrow(), Scrub.Mender.of(again.runtime())));
            subscriptions.forEach(subscription -> subscription.attach(ledger()));
        } catch (IOException | RuntimeException e) {
            log.error("the node could not be opened again", e);
            opening.onStop().accept(NodeStop.of(e));
        }
    }

    /** Stops the node. What was submitted and is not committed fails here, and may still commit at the others. */
    @Override
    public synchronized void close() {
        closed = true;
        storage.ifPresent(NodeStorage::close);
        runtime.close();
        own.ifPresent(SharedResources::close);
    }
}
