package dev.quire;

import dev.quire.block.Block;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

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
    private final NodeRuntime runtime;
    private final Ledger ledger;
    private final Genesis genesis;
    private final Optional<NodeStorage> storage;
    private final Optional<SharedResources> own;

    LedgerNode(NodeRuntime runtime, Genesis genesis, Optional<NodeStorage> storage, Optional<SharedResources> own) {
        this.storage = storage;
        this.runtime = runtime;
        this.ledger = runtime.ledger();
        this.genesis = genesis;
        this.own = own;
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
        return ledger.status().nodeId();
    }

    /** The document that the chain began with. */
    public Genesis genesis() {
        return genesis;
    }

    /** Back-ups and checks of what the node has stored; empty if it keeps everything in memory. */
    public Optional<NodeStorage> storage() {
        return storage;
    }

    @Override
    public Hash chainId() {
        return ledger.chainId();
    }

    @Override
    public MemberSet members() {
        return ledger.members();
    }

    @Override
    public CompletableFuture<Receipt> submit(Transaction transaction) {
        return ledger.submit(transaction);
    }

    @Override
    public CompletableFuture<CommittedTransaction> commit(Transaction transaction) {
        return ledger.commit(transaction);
    }

    @Override
    public TxStatus status(Hash transactionId) {
        return ledger.status(transactionId);
    }

    @Override
    public Optional<CommittedTransaction> committed(Hash transactionId) {
        return ledger.committed(transactionId);
    }

    @Override
    public CompletableFuture<Optional<Receipt>> receipt(Hash transactionId) {
        return ledger.receipt(transactionId);
    }

    @Override
    public CompletableFuture<Optional<Block>> block(long height) {
        return ledger.block(height);
    }

    @Override
    public CompletableFuture<Optional<CommittedBlock>> committedBlock(long height) {
        return ledger.committedBlock(height);
    }

    @Override
    public CompletableFuture<Long> certified(long height) {
        return ledger.certified(height);
    }

    @Override
    public CompletableFuture<Long> readBarrier(Duration timeout) {
        return ledger.readBarrier(timeout);
    }

    @Override
    public <T> T read(int pluginId, StateReader<T> reader) {
        return ledger.read(pluginId, reader);
    }

    @Override
    public StateEvidence evidence(int pluginId, Bytes key, boolean withProof) {
        return ledger.evidence(pluginId, key, withProof);
    }

    @Override
    public List<Evidence> evidenceOfLies() {
        return ledger.evidenceOfLies();
    }

    @Override
    public CompletableFuture<StateReceipt> stateReceipt(List<KeyRange> asked, OptionalLong height) {
        return ledger.stateReceipt(asked, height);
    }

    @Override
    public CompletableFuture<HeaderProof> headerProof(long height, OptionalLong anchorHeight) {
        return ledger.headerProof(height, anchorHeight);
    }

    @Override
    public Bytes query(int pluginId, Bytes request) {
        return ledger.query(pluginId, request);
    }

    @Override
    public Subscription subscribe(long fromHeight, Consumer<CommittedBlock> consumer) {
        return ledger.subscribe(fromHeight, consumer);
    }

    @Override
    public LedgerStatus status() {
        return ledger.status();
    }

    /** Stops the node. What was submitted and is not committed fails here, and may still commit at the others. */
    @Override
    public void close() {
        storage.ifPresent(NodeStorage::close);
        runtime.close();
        own.ifPresent(SharedResources::close);
    }
}
