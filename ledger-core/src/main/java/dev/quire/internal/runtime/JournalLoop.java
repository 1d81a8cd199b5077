package dev.quire.internal.runtime;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.internal.journal.Journal;
import dev.quire.internal.journal.PersistRequest;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.ledger.BusyException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Owns the journal, and with it every file of the node. All persists that wait are written as one batch with one pair of
 * syncs; their answers go out in order. A failed write or sync ends the node: nothing is tried twice.
 */
final class JournalLoop implements Loop {
    private static final int MAX_BATCH = 64;

    private final Journal journal;
    private final Mailbox<Task> tasks = new Mailbox<>(1024);
    private @Nullable Task carried;

    /** What the journal can be asked to do. */
    private sealed interface Task {
        record Write(Effect.Persist persist, LongConsumer done) implements Task {
            PersistRequest request() {
                return new PersistRequest(persist.hardState(), persist.entries(), persist.committedHeight());
            }
        }

        record Keep(Certificate certificate) implements Task {}

        record Load(long from, long to, int maxBytes, Consumer<List<Entry>> done) implements Task {}

        record Find(long height, CompletableFuture<Optional<Block>> found) implements Task {}
    }

    JournalLoop(Journal journal) {
        this.journal = journal;
    }

    /** Makes a persist durable, then calls {@code done} with its request id on the journal thread. Any thread. */
    void persist(Effect.Persist persist, LongConsumer done) {
        tasks.put(new Task.Write(persist, done));
    }

    /** Writes the certificate along with the next batch. Any thread. */
    void keep(Certificate certificate) {
        tasks.put(new Task.Keep(certificate));
    }

    /** Reads live entries and hands them over on the journal thread. Any thread. */
    void load(long from, long to, int maxBytes, Consumer<List<Entry>> done) {
        tasks.put(new Task.Load(from, to, maxBytes, done));
    }

    /** Reads one block; empty if the journal does not have that height. Any thread; refused when too many wait. */
    CompletableFuture<Optional<Block>> find(long height) {
        CompletableFuture<Optional<Block>> found = new CompletableFuture<>();
        if (!tasks.offer(new Task.Find(height, found))) {
            found.completeExceptionally(new BusyException("too many reads of blocks are waiting; try again later"));
        }
        return found;
    }

    @Override
    public String name() {
        return "journal";
    }

    @Override
    public boolean doWork() {
        Task task = next();
        if (task == null) {
            return false;
        }
        try {
            perform(task);
        } catch (IOException e) {
            throw new DiskFailureException("the journal cannot be written or read; the node stops", e);
        }
        return true;
    }

    private void perform(Task task) throws IOException {
        if (task instanceof Task.Write write) {
            writeBatch(write);
        } else if (task instanceof Task.Keep keep) {
            journal.certificate(keep.certificate());
        } else if (task instanceof Task.Load load) {
            load.done().accept(journal.load(load.from(), load.to(), load.maxBytes()));
        } else if (task instanceof Task.Find find) {
            find.found().complete(journal.block(find.height()));
        }
    }

    private void writeBatch(Task.Write first) throws IOException {
        List<Task.Write> batch = new ArrayList<>();
        batch.add(first);
        while (batch.size() < MAX_BATCH && carried == null) {
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

    private @Nullable Task next() {
        Task task = carried;
        carried = null;
        return task != null ? task : tasks.poll();
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
