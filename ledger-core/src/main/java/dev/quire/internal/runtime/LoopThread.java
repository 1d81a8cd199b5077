package dev.quire.internal.runtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Gives a loop a thread of its own, and ends the node if the loop throws. */
final class LoopThread implements AutoCloseable {
    private static final long MAX_PARK_MICROS = 1_000_000;

    private final Loop loop;
    private final TimeSource time;
    private final Consumer<Throwable> onFailure;
    private final Thread thread;
    private volatile boolean stopping;

    LoopThread(String nodeName, Loop loop, TimeSource time, Consumer<Throwable> onFailure) {
        this.loop = loop;
        this.time = time;
        this.onFailure = onFailure;
        this.thread = new Thread(this::run, "quire-" + nodeName + "-" + loop.name());
        thread.setDaemon(true);
        loop.onArrival(() -> LockSupport.unpark(thread));
    }

    void start() {
        thread.start();
    }

    // Whatever a loop throws, an Error included, ends this thread and the node: nothing here goes on.
    private void run() {
        try {
            while (!stopping) {
                if (!loop.doWork()) {
                    pause();
                }
            }
        } catch (RuntimeException | Error e) {
            onFailure.accept(e);
        }
    }

    private void pause() {
        long waitMicros = Math.min(MAX_PARK_MICROS, loop.nextWakeMicros() - time.monotonicMicros());
        if (waitMicros > 0) {
            LockSupport.parkNanos(this, TimeUnit.MICROSECONDS.toNanos(waitMicros));
        }
        // A host that interrupts all threads must not turn this one into a busy loop.
        Thread.interrupted();
    }

    /** Asks the loop to stop after its present turn. */
    void requestStop() {
        stopping = true;
        LockSupport.unpark(thread);
    }

    /** Asks the loop to stop, and waits for it unless it is the caller itself. */
    @Override
    public void close() {
        requestStop();
        if (Thread.currentThread() == thread) {
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
