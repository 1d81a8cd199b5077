package dev.quire.internal.runtime;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Runs tasks on shared workers, one at a time and in the order offered, with a bound on how many wait. One lane per
 * source keeps a flood of one from delaying another. Safe for use by several threads.
 */
final class Lane {
    private static final int TASKS_PER_TURN = 32;

    private final Executor workers;
    private final int maxWaiting;
    private final long maxBytes;
    private final Consumer<RuntimeException> onFailure;
    private final ConcurrentLinkedQueue<Task> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();

    private record Task(long bytes, Runnable work) {}

    /**
     * @param maxWaiting tasks
     * @param maxBytes that the waiting tasks hold together; one task alone may hold more
     * @param onFailure told of what a task throws; it must not throw itself
     */
    Lane(Executor workers, int maxWaiting, long maxBytes, Consumer<RuntimeException> onFailure) {
        this.maxBytes = maxBytes;
        this.onFailure = onFailure;
        this.workers = workers;
        this.maxWaiting = maxWaiting;
    }

    /** False if too many wait, or too large ones. */
    boolean offer(long bytes, Runnable task) {
        long bytesBefore = waitingBytes.getAndUpdate(sum -> sum == 0 || sum + bytes <= maxBytes ? sum + bytes : sum);
        if (bytesBefore > 0 && bytesBefore + bytes > maxBytes) {
            return false;
        }
        int before = waiting.getAndUpdate(count -> count < maxWaiting ? count + 1 : count);
        if (before >= maxWaiting) {
            waitingBytes.addAndGet(-bytes);
            return false;
        }
        tasks.add(new Task(bytes, task));
        if (before == 0) {
            workers.execute(this::turn);
        }
        return true;
    }

    private void turn() {
        for (int done = 0; done < TASKS_PER_TURN; done++) {
            Task task = tasks.poll();
            if (task == null) {
                break;
            }
            runOne(task.work());
            waitingBytes.addAndGet(-task.bytes());
            if (waiting.decrementAndGet() == 0) {
                return;
            }
        }
        workers.execute(this::turn);
    }

    // A task that breaks down is its own loss: the tasks behind it still run.
    private void runOne(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            onFailure.accept(e);
        }
    }
}
