package dev.quire.gateway.vault;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that works whenever it is woken, and again after a while. Ends by {@link #close} or a bug in the work. */
final class Copier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Copier.class);

    private final Runnable work;
    private final long againMillis;
    private boolean woken;
    private boolean closed;

    Copier(Runnable work, Duration again) {
        this.work = work;
        againMillis = again.toMillis();
        Thread thread = new Thread(this::run, "vault-copier");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((dead, bug) -> LOG.error("nothing is copied any more: restart", bug));
        thread.start();
    }

    synchronized void wake() {
        woken = true;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    private void run() {
        while (waitForWork()) {
            work.run();
        }
    }

    private synchronized boolean waitForWork() {
        long deadline = System.nanoTime() + againMillis * 1_000_000;
        try {
            while (!closed && !woken && deadline - System.nanoTime() > 0) {
                wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException e) {
            closed = true;
        }
        woken = false;
        return !closed;
    }
}
