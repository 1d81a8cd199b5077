package dev.quire.internal.runtime;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs tasks on shared workers, one at a time and in the order offered, with a bound on how many wait. One lane per
 * source keeps a flood of one from delaying another. Safe for use by several threads.
 */
final class Lane {
    private static final int TASKS_PER_TURN = 32;

    private final Executor workers;
    private final int maxWaiting;
    private final Consumer<RuntimeException> onFailure;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param onFailure told of what a task throws; it must not throw itself */
    Lane(Executor workers, int maxWaiting, Consumer<RuntimeException> onFailure) {
        this.onFailure = onFailure;
        this.workers = workers;
        this.maxWaiting = maxWaiting;
    }

    /** False if too many wait. */
    boolean offer(Runnable task) {
        int before = waiting.getAndUpdate(count -> count < maxWaiting ? count + 1 : count);
        if (before >= maxWaiting) {
            return false;
        }
        tasks.add(task);
        if (before == 0) {
            workers.execute(this::turn);
        }
        return true;
    }

    private void turn() {
        for (int done = 0; done < TASKS_PER_TURN; done++) {
            Runnable task = tasks.poll();
            if (task == null) {
                break;
            }
            runOne(task);
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
