package dev.quire.internal.runtime;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.internal.snapshot.BadChunkException;
import dev.quire.internal.snapshot.SnapshotFiles;
import dev.quire.internal.snapshot.SnapshotManifest;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.net.Transport;
import dev.quire.spi.store.StateStore.StoreSnapshot;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the node's snapshots: takes them, serves them to peers, and fetches one when the others no longer have the blocks
 * that this node needs. What it does is of no hurry, so it never holds up the other loops.
 */
final class SnapshotLoop implements Loop {
    private static final Logger log = LoggerFactory.getLogger(SnapshotLoop.class);
    private static final int MAX_QUESTIONS = 64;
    private static final int KEPT = 2;
    private static final long PROOF_RETRY_MICROS = 1_000_000;
    /** A snapshot that a peer reads is not deleted under its eyes. */
    private static final long SERVED_MICROS = 60_000_000;

    private final SnapshotFiles files;
    private final SnapshotTaking taking;
    private final SnapshotFetch fetch;
    private final Parts parts;
    private final long everyBlocks;
    private final Mailbox<Task> tasks = new Mailbox<>(MAX_QUESTIONS);
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile long keptHeight;
    private volatile Runnable onReady = () -> {};
    private boolean told;
    private long proofMicros = Long.MAX_VALUE;
    private long servedHeight;
    private long servedMicros = Long.MIN_VALUE;

    /** What the loop uses of the node. */
    record Parts(JournalLoop journal, Proofs proofs, StatusBoard board, NodePorts ports) {
        Transport transport() {
            return ports.transport();
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    static SnapshotLoop of(SnapshotFiles files, NodeConfig config, EngineStart start, Parts parts) {
        SnapshotFetch fetch = new SnapshotFetch(
                files,
                parts.transport(),
                start.chainId(),
                config.genesis().members(),
                start.self(),
                new ReceiptVerifier(parts.ports().signatures()::verifyMember),
                new ChunkPace(),
                () -> parts.journal().room() != Room.NONE);
        return new SnapshotLoop(files, fetch, parts, config.snapshotEveryBlocks());
    }

    /** @param everyBlocks a snapshot is taken at each height that is a multiple of it; 0: none is */
    private SnapshotLoop(SnapshotFiles files, SnapshotFetch fetch, Parts parts, long everyBlocks) {
        this.files = files;
        this.taking = new SnapshotTaking(files);
        this.fetch = fetch;
        this.parts = parts;
        this.everyBlocks = everyBlocks;
        this.keptHeight = files.newest().map(SnapshotManifest::height).orElse(0L);
    }

    /** Who is told once a fetched snapshot waits for a restart to install it. Set before the first turn. */
    void onReady(Runnable ready) {
        onReady = ready;
    }

    /** Blocks above this height must stay: there is no snapshot that makes up for them. Any thread. */
    long mayDropUpTo() {
        return everyBlocks == 0 ? Long.MAX_VALUE : keptHeight;
    }

    /** The block has just been applied, and nothing else since. The execution loop only. */
    void applied(long height) {
        // After a crash a block may be applied again whose snapshot is kept: its files stay as they are.
        boolean isDue = everyBlocks > 0 && height % everyBlocks == 0 && height > keptHeight;
        if (isDue && busy.compareAndSet(false, true)) {
            StoreSnapshot still = parts.ports().store().snapshot();
            tasks.put(() -> taking.begin(still));
        }
    }

    /** There is a new certificate. Any thread. */
    void certified() {
        if (busy.get()) {
            tasks.put(() -> proofMicros = Math.min(proofMicros, now()));
        }
    }

    /** A peer asked for a block that the journal no longer has. Any thread. */
    void gone(PublicKey peer) {
        long newest = keptHeight;
        parts.transport()
                .send(
                        peer,
                        SnapshotMessage.frame(
                                new SnapshotMessage.Gone(parts.journal().firstHeight(), newest)));
    }

    /** A peer's word about snapshots; dropped if too much waits. Any thread. */
    void received(PublicKey from, SnapshotMessage message) {
        tasks.offer(() -> take(from, message));
    }

    private void take(PublicKey from, SnapshotMessage message) throws IOException {
        if (message instanceof SnapshotMessage.Gone gone) {
            fetch.gone(from, gone, applied(), now());
        } else if (message instanceof SnapshotMessage.Head answer) {
            fetch.answered(from, answer.head(), now());
        } else if (message instanceof SnapshotMessage.Piece piece) {
            fetch.answered(from, piece, now());
        } else if (message instanceof SnapshotMessage.HeadQuestion question) {
            files.at(question.height())
                    .ifPresent(found -> parts.transport()
                            .send(from, SnapshotMessage.frame(new SnapshotMessage.Head(found.head()))));
        } else if (message instanceof SnapshotMessage.ChunkQuestion question) {
            serve(from, question);
        }
    }

    private void serve(PublicKey from, SnapshotMessage.ChunkQuestion question) throws IOException {
        Optional<SnapshotManifest> manifest = files.at(question.height());
        if (manifest.isEmpty()) {
            return;
        }
        servedHeight = question.height();
        servedMicros = now();
        try {
            Bytes chunk = files.encodedChunk(manifest.get(), manifest.get().at(question.position()));
            int end = Math.min(chunk.size(), question.offset() + SnapshotMessage.PIECE_BYTES);
            if (question.offset() < end) {
                Bytes piece = chunk.slice(question.offset(), end);
                SnapshotMessage answer = new SnapshotMessage.Piece(
                        question.height(), question.position(), question.offset(), chunk.size(), piece);
                parts.transport().send(from, SnapshotMessage.frame(answer));
            }
        } catch (BadChunkException e) {
            log.error("the snapshot of height {} is dropped: {}", question.height(), e.getMessage());
            var unused = dropped(question.height());
        }
    }

    /**
     * Drops a snapshot of which a file has decayed, before anybody asks for it. Answers how that is put right; empty if it
     * is not kept any more. Any thread.
     */
    CompletableFuture<Optional<String>> drop(long height) {
        CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
        tasks.put(() -> answer.complete(dropped(height)));
        return answer;
    }

    private Optional<String> dropped(long height) throws IOException {
        if (files.at(height).isEmpty()) {
            return Optional.empty();
        }
        files.delete(height);
        keptHeight = files.newest().map(SnapshotManifest::height).orElse(0L);
        return Optional.of(
                "the snapshot of height " + height + " is dropped, and the node takes the next one as it is due");
    }

    private long applied() {
        return parts.board().head().height();
    }

    private long now() {
        return parts.ports().time().monotonicMicros();
    }

    @Override
    public String name() {
        return "snapshots";
    }

    @Override
    public boolean doWork() {
        try {
            Task task = tasks.poll();
            if (task != null) {
                task.run();
                return true;
            }
            return take() || fetchOn();
        } catch (IOException e) {
            throw new DiskFailureException(
                    "a snapshot cannot be written or read (" + e.getMessage() + "), so the node stops: check the disk,"
                            + " then start it again",
                    e);
        }
    }

    private boolean take() throws IOException {
        if (!taking.isOpen()) {
            return false;
        }
        if (parts.journal().room() != Room.ENOUGH) {
            taking.giveUp();
            log.warn("no snapshot is taken while the disk is full");
        }
        boolean worked = taking.step();
        if (taking.waitsForProof().isPresent() && (worked || now() >= proofMicros)) {
            proofMicros = now() + PROOF_RETRY_MICROS;
            askForProof(taking.waitsForProof().get());
            worked = true;
        }
        busy.set(taking.isOpen());
        return worked;
    }

    /** Fails as long as no certificate covers the block: then the next one, or the time, brings another try. */
    private void askForProof(long height) {
        OptionalLong own = parts.proofs().isCertified(height) ? OptionalLong.of(height) : OptionalLong.empty();
        var unused = parts.journal()
                .ask(journal -> journal.load(height, height, 1).stream()
                        .findFirst()
                        .map(Entry::term)
                        .orElse(0L))
                .thenCombine(parts.proofs().headerProof(height, own), (term, proof) ->
                        (Task) () -> finish(() -> taking.finish(term, proof)))
                .thenAccept(tasks::put);
    }

    private void finish(Task taken) throws IOException {
        taken.run();
        busy.set(taking.isOpen());
        keptHeight = files.newest().map(SnapshotManifest::height).orElse(0L);
        for (SnapshotManifest old : files.kept()) {
            boolean read = old.height() == servedHeight && now() - servedMicros < SERVED_MICROS;
            if (files.kept().size() > KEPT && !read && old.height() < keptHeight) {
                files.delete(old.height());
            }
        }
    }

    private boolean fetchOn() throws IOException {
        boolean worked = fetch.step(applied(), now());
        if (fetch.isReady() && !told) {
            told = true;
            onReady.run();
        }
        return worked;
    }

    @Override
    public long nextWakeMicros() {
        long proof = taking.isOpen() ? proofMicros : Long.MAX_VALUE;
        return Math.min(proof, fetch.nextDeadlineMicros());
    }

    @Override
    public void onArrival(Runnable waker) {
        tasks.onArrival(waker);
    }
}
