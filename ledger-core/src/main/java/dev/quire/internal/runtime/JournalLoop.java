package dev.quire.internal.runtime;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.Evidence;
import dev.quire.hash.Hash;
import dev.quire.internal.journal.Damage;
import dev.quire.internal.journal.EvidenceFiles;
import dev.quire.internal.journal.Journal;
import dev.quire.internal.journal.Mending;
import dev.quire.internal.journal.PersistRequest;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart.TermRun;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.ledger.BusyException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the journal, and with it every file of the node. All persists that wait are written as one batch with one pair of
 * syncs; their answers go out in order. A failed write or sync ends the node: nothing is tried twice.
 */
final class JournalLoop implements Loop, JournalAccess {
    private static final Logger log = LoggerFactory.getLogger(JournalLoop.class);
    private static final int MAX_BATCH = 64;

    private final Journal journal;
    private final EvidenceFiles evidence;
    private final DiskSpace space;
    private final TimeSource time;
    private final Mailbox<Task> tasks = new Mailbox<>(1024);
    /** Writes that wait for room on the disk, in order; what consensus has in flight bounds them. */
    private final ArrayDeque<Task> held = new ArrayDeque<>();

    private final AtomicInteger holds = new AtomicInteger();
    private volatile long firstHeight;
    private @Nullable Task carried;
    private Optional<Task.EndRecovery> ending = Optional.empty();

    /** What the journal can be asked to do. */
    private sealed interface Task {
        record Write(Effect.Persist persist, LongConsumer done) implements Task {
            PersistRequest request() {
                return new PersistRequest(
                        persist.hardState(), persist.entries(), persist.prepared(), persist.committedHeight());
            }
        }

        record Keep(Certificate certificate) implements Task {}

        record KeepEvidence(Evidence found) implements Task {}

        record Then(Runnable action) implements Task {}

        record Load(long from, long to, int maxBytes, Consumer<List<Entry>> done) implements Task {}

        record EndRecovery(Consumer<List<TermRun>> done) implements Task {}

        record Repair(Entry entry, Consumer<OptionalLong> done) implements Task {}

        record Mend(
                Damage damage, long fetchable, LongFunction<Optional<Certificate>> certificates, Consumer<Mending> done)
                implements Task {}

        record Find(long height, CompletableFuture<Optional<Block>> found) implements Task {}

        record FindOpen(long height, Hash blockHash, Consumer<Optional<Block>> done) implements Task {}

        record Drop(Question<Long> keepFrom, Runnable dropped) implements Task {}

        record Ask<T>(Question<T> question, CompletableFuture<T> answer) implements Task {
            void answer(Journal journal) throws IOException {
                answer.complete(question.ask(journal));
            }
        }
    }

    JournalLoop(Journal journal, EvidenceFiles evidence, DiskSpace space, TimeSource time) {
        this.journal = journal;
        this.evidence = evidence;
        this.space = space;
        this.time = time;
        this.firstHeight = journal.firstHeight();
    }

    /** Makes a persist durable, then calls {@code done} with its request id on the journal thread. Any thread. */
    void persist(Effect.Persist persist, LongConsumer done) {
        tasks.put(new Task.Write(persist, done));
    }

    /** Writes the certificate along with the next batch. Any thread. */
    void keep(Certificate certificate) {
        tasks.put(new Task.Keep(certificate));
    }

    /** Makes proof of a lie durable, unless enough is there. Any thread. */
    void keep(Evidence found) {
        tasks.put(new Task.KeepEvidence(found));
    }

    /** All proofs of lies that are durable. Any thread. */
    List<Evidence> evidence() {
        return evidence.all();
    }

    /** Runs {@code action} on the journal thread when all that was asked for before is durable. Any thread. */
    void then(Runnable action) {
        tasks.put(new Task.Then(action));
    }

    /** Reads live entries and hands them over on the journal thread. Any thread. */
    void load(long from, long to, int maxBytes, Consumer<List<Entry>> done) {
        tasks.put(new Task.Load(from, to, maxBytes, done));
    }

    /** Ends the node's recovery as soon as no block is lost, then hands over the terms of all entries. Any thread. */
    void endRecovery(Consumer<List<TermRun>> done) {
        tasks.put(new Task.EndRecovery(done));
    }

    /**
     * Puts a lost block back, if its body is its header's, then hands over the first lost height, if any, on the journal
     * thread. Any thread.
     */
    void repair(Entry entry, Consumer<OptionalLong> done) {
        tasks.put(new Task.Repair(entry, done));
    }

    /** Puts damage right where it is, as {@link Journal#mend} says; the answer comes on the journal thread. Any thread. */
    void mend(Damage damage, long fetchable, LongFunction<Optional<Certificate>> certificates, Consumer<Mending> done) {
        tasks.put(new Task.Mend(damage, fetchable, certificates, done));
    }

    /** As {@link #load} of one block for a peer: done only if the block is there and not too much else waits. */
    void loadForPeer(long height, Consumer<Entry> done) {
        tasks.offer(new Task.Load(height, height, 1, entries -> entries.forEach(done)));
    }

    /** Reads one block; empty if the journal does not have that height. Any thread; refused when too many wait. */
    CompletableFuture<Optional<Block>> find(long height) {
        CompletableFuture<Optional<Block>> found = new CompletableFuture<>();
        if (!tasks.offer(new Task.Find(height, found))) {
            found.completeExceptionally(new BusyException("too many reads of blocks are waiting; try again later"));
        }
        return found;
    }

    /** Hands over a block of a height that is not committed, as {@link Journal#openBlock}, on the journal thread. Any thread. */
    void findOpen(long height, Hash blockHash, Consumer<Optional<Block>> done) {
        tasks.put(new Task.FindOpen(height, blockHash, done));
    }

    @Override
    public <T> CompletableFuture<T> ask(Question<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (!tasks.offer(new Task.Ask<>(question, answer))) {
            answer.completeExceptionally(new BusyException("the journal is busy; try again later"));
        }
        return answer;
    }

    @Override
    public String name() {
        return "journal";
    }

    /** Drops segments below the height that {@code keepFrom} says, then calls {@code dropped} if any went. Any thread. */
    void drop(Question<Long> keepFrom, Runnable dropped) {
        tasks.put(new Task.Drop(keepFrom, dropped));
    }

    @Override
    public long firstHeight() {
        return firstHeight;
    }

    @Override
    public Hold hold() {
        holds.incrementAndGet();
        return holds::decrementAndGet;
    }

    @Override
    public Room room() {
        return space.room();
    }

    @Override
    public boolean doWork() {
        try {
            Room room = space.look(time.monotonicMicros());
            Task task = next(room);
            if (task == null) {
                return false;
            }
            if (room == Room.NONE && task instanceof Task.Write) {
                held.add(task);
            } else {
                perform(task);
            }
            return true;
        } catch (IOException e) {
            throw new DiskFailureException(
                    "the journal cannot be written or read (" + e.getMessage() + "), so the node stops and tries"
                            + " nothing twice: check the disk, then start it again; what it acknowledged is safe",
                    e);
        }
    }

    private void perform(Task task) throws IOException {
        if (task instanceof Task.Write write) {
            writeBatch(write);
        } else if (task instanceof Task.Keep keep) {
            journal.certificate(keep.certificate());
        } else if (task instanceof Task.KeepEvidence keep) {
            keepNow(keep.found());
        } else if (task instanceof Task.Then then) {
            then.action().run();
        } else if (task instanceof Task.Load load) {
            load.done().accept(journal.load(load.from(), load.to(), load.maxBytes()));
        } else if (task instanceof Task.Find find) {
            find.found().complete(journal.block(find.height()));
        } else if (task instanceof Task.FindOpen find) {
            find.done().accept(journal.openBlock(find.height(), find.blockHash()));
        } else if (task instanceof Task.Drop drop) {
            drop(drop);
        } else if (task instanceof Task.Ask<?> ask) {
            ask.answer(journal);
        } else if (task instanceof Task.EndRecovery end) {
            ending = Optional.of(end);
            endRecoveryIfWhole();
        } else if (task instanceof Task.Mend mend) {
            mend.done().accept(journal.mend(mend.damage(), mend.fetchable(), mend.certificates()));
        } else if (task instanceof Task.Repair repair) {
            repair(repair);
        }
    }

    private void repair(Task.Repair repair) throws IOException {
        long height = repair.entry().height();
        Optional<BlockHeader> parent = journal.block(height - 1).map(Block::header);
        // Meanwhile it may have been dropped; and whoever sent it may have put another body under its header.
        if (journal.firstLost(height).equals(OptionalLong.of(height))
                && BlockBody.isOfItsHeader(repair.entry().block(), parent)) {
            journal.repair(repair.entry());
        }
        repair.done().accept(journal.firstLost(journal.firstHeight()));
        endRecoveryIfWhole();
    }

    private void keepNow(Evidence found) throws IOException {
        Optional<String> name = evidence.keep(found);
        name.ifPresent(file -> log.error("a member has lied, and {} proves it: {}", file, found));
    }

    private void drop(Task.Drop drop) throws IOException {
        long before = journal.firstHeight();
        if (holds.get() == 0) {
            journal.dropBelow(drop.keepFrom().ask(journal));
        }
        if (journal.firstHeight() > before) {
            log.info("the blocks below {} are dropped", journal.firstHeight());
            firstHeight = journal.firstHeight();
            drop.dropped().run();
        }
    }

    private void endRecoveryIfWhole() throws IOException {
        if (ending.isPresent() && journal.firstLost(journal.firstHeight()).isEmpty()) {
            journal.endRecovery();
            log.info("recovery has ended: this node votes, acknowledges and seals again");
            ending.get().done().accept(journal.terms());
            ending = Optional.empty();
        }
    }

    private void writeBatch(Task.Write first) throws IOException {
        List<Task.Write> batch = new ArrayList<>();
        batch.add(first);
        while (batch.size() < MAX_BATCH && carried == null && held.isEmpty()) {
            Task task = tasks.poll();
            if (task == null) {
                break;
            } else if (task instanceof Task.Write write) {
                batch.add(write);
            } else {
                carried = task;
            }
        }
        journal.persistAll(batch.stream().map(Task.Write::request).toList());
        batch.forEach(write -> write.done().accept(write.persist().requestId()));
    }

    private @Nullable Task next(Room room) {
        if (room != Room.NONE && !held.isEmpty()) {
            return held.remove();
        }
        Task task = carried;
        carried = null;
        return task != null ? task : tasks.poll();
    }

    @Override
    public long nextWakeMicros() {
        return held.isEmpty() ? Long.MAX_VALUE : space.nextLookMicros();
    }

    @Override
    public void onArrival(Runnable waker) {
        tasks.onArrival(waker);
    }
}
