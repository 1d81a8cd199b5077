package dev.quire.internal.runtime;

import dev.quire.block.Certificate;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.block.PublicKey;
import dev.quire.block.Transaction;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.AppliedBlock;
import dev.quire.internal.chain.ChainReader;
import dev.quire.internal.chain.StoredCertificates;
import dev.quire.internal.execution.BlockExecutor;
import dev.quire.internal.execution.GenesisBlock;
import dev.quire.internal.execution.PluginState;
import dev.quire.internal.execution.TransactionRules;
import dev.quire.internal.journal.Damage;
import dev.quire.internal.journal.EvidenceFiles;
import dev.quire.internal.journal.Identity;
import dev.quire.internal.journal.Journal;
import dev.quire.internal.journal.JournalConfig;
import dev.quire.internal.mempool.Mempool;
import dev.quire.internal.snapshot.SnapshotFiles;
import dev.quire.receipt.CertificateVerifier;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.ledger.Ledger;
import dev.quire.spi.ledger.LedgerStatus;
import dev.quire.spi.ledger.LedgerStoppedException;
import dev.quire.spi.net.Transport;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.store.StateStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node: three loops around one engine, one state and one journal. {@link #open} recovers it from its directory and
 * starts nothing; then either {@link #start} gives every loop a thread and opens the network, or the simulator drives
 * {@link #loops} by itself.
 *
 * <pre>
 * client -> intake -> mempool -> execution: build -> consensus -> journal        (this node leads)
 * peer -> gateway -> consensus -> execution: validate -> consensus -> journal    (another leads)
 * consensus: committed -> gate (own journal) -> execution: apply -> waiters, subscribers
 * </pre>
 */
public final class NodeRuntime implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeRuntime.class);

    private static final long HAND_OVER_MILLIS = 3_000;

    private final NodePorts ports;
    private final NodeParts parts;
    private final Journal journal;
    private final LedgerService service;
    private final Hash chainId;
    private final Consumer<NodeFailure> onFailure;
    private final List<LoopThread> threads = new ArrayList<>();
    private final AtomicReference<@Nullable NodeFailure> failure = new AtomicReference<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private NodeRuntime(
            NodePorts ports,
            NodeParts parts,
            Journal journal,
            Hash chainId,
            MemberSet members,
            Consumer<NodeFailure> onFailure) {
        this.ports = ports;
        this.parts = parts;
        this.journal = journal;
        this.chainId = chainId;
        this.onFailure = onFailure;
        this.service = new LedgerService(parts, ports, members, this::status);
    }

    /**
     * Recovers a node; if this throws, the caller still owns the ports and closes them.
     *
     * @param onFailure told once, on some thread of the node, when it stops by itself
     */
    public static NodeRuntime open(NodeConfig config, NodePorts outside, Consumer<NodeFailure> onFailure)
            throws IOException {
        NodePorts ports = outside.withSignatures(new RememberedVotes(outside.signatures()));
        Mempool mempool = new Mempool(config.mempoolLimits());
        BlockSignatures blockSignatures = new BlockSignatures(ports.signatures(), mempool, ports.workers());
        PublicKey self = ports.signer().publicKey();
        Hash chainId = GenesisBlock.make(config.genesis(), config.plugins()).hash();
        Journal journal =
                Journal.open(ports.disk(), new JournalConfig(config.segmentBytes()), new Identity(chainId, self));
        Optional<SnapshotFiles> snapshots = Optional.empty();
        if (ports.snapshots().isPresent()) {
            snapshots = Optional.of(SnapshotFiles.open(ports.snapshots().get()));
            new Installation(snapshots.get(), journal, ports.store()).run();
        }
        BlockExecutor executor = new BlockExecutor(
                config.genesis(),
                config.plugins(),
                ports.store(),
                blockSignatures,
                ports.signatures(),
                config.retention().states().most());
        ChainReader chain = new ChainReader(ports.store(), height -> Optional.empty());
        StoredCertificates certificates = new StoredCertificates(
                chain,
                executor.chainId(),
                config.genesis().members(),
                new CertificateVerifier(ports.signatures()::verifyMember));
        int members = config.genesis().members().size();
        EngineStart start = new Recovery(journal, executor, certificates, members).run(config, ports);
        EvidenceFiles evidence = EvidenceFiles.open(ports.disk());
        evidence.damages().forEach(damage -> log.error("{}: {}", damage.file(), damage.what()));
        NodeParts parts =
                assemble(config, ports, mempool, executor, new Files(journal, evidence, snapshots), chain, start);
        parts.intake().onWorkWaiting(() -> parts.consensus().put(new Input.WorkWaiting(false)));
        return new NodeRuntime(
                ports, parts, journal, executor.chainId(), config.genesis().members(), onFailure);
    }

    private static NodeParts assemble(
            NodeConfig config,
            NodePorts ports,
            Mempool mempool,
            BlockExecutor executor,
            Files files,
            ChainReader chain,
            EngineStart start) {
        Map<Integer, StateMachine> plugins = byId(config.plugins());
        MemberSet members = config.genesis().members();
        Certificates certificates = new Certificates(chain, chain.newestCertificate(), start.newestCertificate());
        long certified = chain.newestCertificate().map(Certificate::height).orElse(0L);
        StatusBoard board = board(chain, executor, certified);
        Waiters waiters = new Waiters(ports.workers(), certified);
        RefusedMemory refused = new RefusedMemory();
        ReadBarriers barriers = new ReadBarriers(ports.workers(), start.committedHeight(), ports.random());
        DiskSpace space = new DiskSpace(ports.disk(), config.reserveBytes());
        TransactionIntake intake = intake(config, ports, mempool, executor.chainId(), plugins, board, space);
        Drops drops = new Drops(mempool, waiters, refused);
        JournalLoop journalLoop = new JournalLoop(files.journal(), files.evidence(), space, ports.time());
        Parameters parameters = config.genesis().parameters();
        Blocks blocks = blocks(executor, journalLoop, chain);
        Proofs proofs = new Proofs(ports.store(), chain, blocks, ports.workers());
        SnapshotLoop.Parts forSnapshots = new SnapshotLoop.Parts(journalLoop, proofs, board, ports);
        Optional<SnapshotLoop> snapshots = snapshots(files, config, start, forSnapshots);
        Retention retention = retention(config, journalLoop, ports.store(), snapshots);
        ExecutionLoop execution =
                new ExecutionLoop(executor, parameters, ports, mempool, intake, drops, certificates, retention);
        TransactionRelay relay = new TransactionRelay(ports.signer().publicKey(), members, ports.transport(), mempool);
        Optional<OverdueWork> overdue = OverdueWork.watching(members.mode(), mempool, parameters);
        LostBlocks lostBlocks = new LostBlocks(start, ports.transport(), journalLoop, chain, files.firstLost());
        DivergenceInquiry inquiry = DivergenceInquiry.by(execution, start, ports.transport());
        ConsensusLoop consensus = new ConsensusLoop(
                config.protocol().start(ports.time().monotonicMicros(), start),
                config.protocol().codec(),
                ports,
                new ConsensusLoop.Neighbours(
                        journalLoop,
                        execution,
                        guard(ports, files.journal(), start),
                        gate(start),
                        barriers,
                        relay,
                        lostBlocks,
                        inquiry,
                        board,
                        certificates,
                        overdue,
                        new HandOver(space),
                        new LeaderNews(ports.signer().publicKey(), members.mode(), log::info),
                        snapshots));
        BlockExchange exchange = new BlockExchange(
                journalLoop, execution, board, ports.transport(), lostBlocks, inquiry, consensus, snapshots);
        Consumer<Transaction> forwarded = transaction -> admitForwarded(transaction, chain, intake);
        PeerGateway gateway = new PeerGateway(
                config.protocol().codec(), ports, start.chainId(), start.membership(), consensus, exchange, forwarded);
        NodeParts parts = new NodeParts(
                plugins,
                chain,
                blocks,
                new BlockFeed(blocks::at, chain::results, () -> board.head().height(), ports.workers()),
                mempool,
                intake,
                relay,
                waiters,
                refused,
                barriers,
                board,
                consensus,
                execution,
                journalLoop,
                lostBlocks,
                snapshots,
                gateway);
        execution.listeners(block -> applied(parts, drops, overdue, block), newest -> certified(parts, newest));
        return parts;
    }

    private static StatusBoard board(ChainReader chain, BlockExecutor executor, long certifiedHeight) {
        return new StatusBoard(StatusBoard.Head.of(chain.appliedHeader(), executor.appliedHash()), certifiedHeight);
    }

    private static Blocks blocks(BlockExecutor executor, JournalLoop journal, ChainReader chain) {
        return new Blocks(
                executor.genesisBlock(),
                journal::find,
                () -> chain.appliedHeader().height());
    }

    /** The files that a node has opened. */
    private record Files(Journal journal, EvidenceFiles evidence, Optional<SnapshotFiles> snapshots) {
        OptionalLong firstLost() {
            return journal.firstLost(journal.firstHeight());
        }
    }

    private static Map<Integer, StateMachine> byId(List<StateMachine> plugins) {
        Map<Integer, StateMachine> byId = new TreeMap<>();
        plugins.forEach(plugin -> byId.put(plugin.id(), plugin));
        return byId;
    }

    private static Optional<SnapshotLoop> snapshots(
            Files files, NodeConfig config, EngineStart start, SnapshotLoop.Parts parts) {
        return files.snapshots().map(found -> SnapshotLoop.of(found, config, start, parts));
    }

    private static Retention retention(
            NodeConfig config, JournalLoop journal, StateStore store, Optional<SnapshotLoop> snapshots) {
        return new Retention(
                config.retention(),
                journal,
                store,
                () -> snapshots.map(SnapshotLoop::mayDropUpTo).orElse(Long.MAX_VALUE));
    }

    private static TransactionIntake intake(
            NodeConfig config,
            NodePorts ports,
            Mempool mempool,
            Hash chainId,
            Map<Integer, StateMachine> plugins,
            StatusBoard board,
            DiskSpace space) {
        TransactionIntake intake = new TransactionIntake(
                new TransactionRules(chainId, config.genesis()),
                new BlockSignatures(ports.signatures(), mempool, ports.workers()),
                transaction -> check(plugins, transaction, ports.store()),
                mempool,
                board,
                ports.time());
        intake.refuseWhile(() -> space.room() != Room.ENOUGH);
        return intake;
    }

    private static OptionalInt check(Map<Integer, StateMachine> plugins, Transaction transaction, StateStore store) {
        StateMachine plugin = plugins.get(transaction.pluginId());
        return plugin == null ? OptionalInt.empty() : plugin.check(transaction, new PluginState(plugin.id(), store));
    }

    private static void admitForwarded(Transaction transaction, ChainReader chain, TransactionIntake intake) {
        if (chain.location(transaction.id()).isEmpty()) {
            intake.admit(transaction);
        }
    }

    private static CommitGate gate(EngineStart start) {
        CommitGate gate = new CommitGate(start.committedHeight());
        gate.durableAtStart(start.uncommitted());
        return gate;
    }

    private static VoteGuard guard(NodePorts ports, Journal journal, EngineStart start) {
        DurableRecord durable = new DurableRecord(journal.recovered(), start.committedHeight(), start.uncommitted());
        VoteGuard guard = new VoteGuard(
                ports.signer(), start.chainId(), start.membership().voters(), durable);
        guard.recovering(start.recovering());
        guard.applied(start.committedHeight(), start.committedHash());
        return guard;
    }

    private static void applied(NodeParts parts, Drops drops, Optional<OverdueWork> overdue, AppliedBlock applied) {
        var block = applied.block();
        overdue.ifPresent(watch -> watch.applied(block));
        parts.snapshots().ifPresent(loop -> loop.applied(block.height()));
        parts.blocks().applied(block);
        parts.board().head(StatusBoard.Head.of(block.header(), block.hash()));
        drops.expire(block.header().timeMicros());
        parts.consensus().applied(block.height(), block.hash());
        parts.waiters().applied(applied);
        parts.feed().applied();
    }

    private static void certified(NodeParts parts, Certificate certificate) {
        parts.board().certified(certificate.height());
        parts.snapshots().ifPresent(SnapshotLoop::certified);
        parts.waiters().certifiedUpTo(certificate.height());
    }

    /** Gives each loop a thread and opens the network. */
    public void start(String nodeName) throws IOException {
        for (Loop loop : loops()) {
            threads.add(new LoopThread(nodeName, loop, ports.time(), this::fail));
        }
        threads.forEach(LoopThread::start);
        ports.transport().start(parts.gateway());
    }

    /** The loops, for the simulator to drive instead of {@link #start}. */
    public List<Loop> loops() {
        List<Loop> loops = new ArrayList<>(List.of(parts.consensus(), parts.execution(), parts.journal()));
        parts.snapshots().ifPresent(loops::add);
        return loops;
    }

    /**
     * Who is told, on the snapshot loop, that a snapshot came from the other members and waits for a restart of this node
     * to be installed. Set before {@link #start}.
     */
    public void onSnapshotReady(Runnable ready) {
        parts.snapshots().ifPresent(loop -> loop.onReady(ready));
    }

    /** Where the transport delivers; for the simulator. */
    public Transport.Listener listener() {
        return parts.gateway();
    }

    public Ledger ledger() {
        return service;
    }

    /** The journal, for back-ups and checks. */
    public JournalAccess journal() {
        return parts.journal();
    }

    /**
     * Has damage that came up in the journal while the node runs put right, where it is and durably, if need be with a
     * peer's help. Answers how, as soon as it is; empty if it cannot be here and now. Any thread.
     */
    public CompletableFuture<Optional<String>> mend(Damage damage) {
        return parts.lostBlocks().mend(damage);
    }

    /**
     * Drops the snapshot of that height, of which a file has decayed. Answers how that is put right, as soon as it is; empty
     * if there is none. Any thread.
     */
    public CompletableFuture<Optional<String>> dropSnapshot(long height) {
        return parts.snapshots()
                .map(loop -> loop.drop(height))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    /** What the node looks like at the moment. */
    private LedgerStatus status() {
        StatusBoard board = parts.board();
        StatusBoard.Head head = board.head();
        EngineStatus engine = board.engine();
        return new LedgerStatus(
                ports.signer().publicKey(),
                chainId,
                engine,
                head.height(),
                head.hash(),
                head.timeMicros(),
                head.stateRoot(),
                board.certifiedHeight(),
                parts.mempool().size(),
                Optional.ofNullable(failure.get())
                        .map(why -> String.valueOf(why.cause().getMessage())));
    }

    /** Stops the node because of {@code cause}: no loop runs on, all who wait are told. Called on any thread, once or more. */
    public void fail(Throwable cause) {
        NodeFailure why = NodeFailure.of(cause);
        if (!failure.compareAndSet(null, why)) {
            return;
        }
        log.error("the node stops: {}", cause.getMessage(), cause);
        threads.forEach(LoopThread::requestStop);
        failWaiting(new LedgerStoppedException("the node has stopped: " + cause.getMessage(), cause));
        onFailure.accept(why);
    }

    // A leader that leaves without a word would cost the others an election timeout.
    private void handOver() {
        boolean canWait = !threads.isEmpty() && failure.get() == null;
        if (canWait && askForHandOver()) {
            if (!parts.board().awaitLeaderOtherThan(ports.signer().publicKey(), HAND_OVER_MILLIS)) {
                log.info("no other member took over the leadership within {} ms", HAND_OVER_MILLIS);
            }
        }
    }

    /** Asks the member that is least behind to lead in this node's place; false if this node does not lead, or is alone. */
    public boolean askForHandOver() {
        Optional<PublicKey> heir = HandOver.heir(parts.board().engine());
        heir.ifPresent(member -> parts.consensus().put(new Input.TransferAsked(member)));
        return heir.isPresent();
    }

    private void failWaiting(LedgerStoppedException why) {
        parts.waiters().failAll(why);
        parts.barriers().failAll(why);
        parts.feed().close();
    }

    // The disk is closed even if the store cannot be flushed: whoever comes next must be able to open the directory.
    private void closeStorage() throws IOException {
        try {
            if (failure.get() == null) {
                ports.store().flush();
            }
        } finally {
            try {
                ports.store().close();
            } finally {
                closeFiles();
            }
        }
    }

    private void closeFiles() throws IOException {
        try {
            journal.close();
        } finally {
            try {
                ports.disk().close();
            } finally {
                if (ports.snapshots().isPresent()) {
                    ports.snapshots().get().close();
                }
            }
        }
    }

    /**
     * Stops cleanly: leadership is handed over, within three seconds; then network, then loops, then one last flush, unless
     * the node had failed; then closes the ports.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        handOver();
        ports.transport().close();
        threads.forEach(LoopThread::close);
        failWaiting(new LedgerStoppedException("the node has been closed", null));
        try {
            closeStorage();
        } catch (IOException e) {
            throw new DiskFailureException("the node could not close its files cleanly", e);
        }
    }
}
