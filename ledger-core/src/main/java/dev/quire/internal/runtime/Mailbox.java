package dev.quire.internal.runtime;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where a loop receives its work: any thread puts, the loop polls. What the node asked for itself is never refused,
 * since each request is answered once and the requests are bounded; what strangers send is refused beyond a limit.
 */
final class Mailbox<T> {
    private final ConcurrentLinkedQueue<T> own = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<T> foreign = new ConcurrentLinkedQueue<>();
    private final AtomicInteger foreignCount = new AtomicInteger();
    private final int maxForeign;
    private volatile Runnable waker = () -> {};

    /** @param maxForeign the most that {@link #offer} lets wait */
    Mailbox(int maxForeign) {
        this.maxForeign = maxForeign;
    }

    void onArrival(Runnable waker) {
        this.waker = waker;
    }

    /** Adds work of the node itself. */
    void put(T work) {
        own.add(work);
        wake();
    }

    /** Has the loop look around, though nothing new lies here. */
    void wake() {
        waker.run();
    }

    /** Adds work that came from outside; false if too much of it waits. */
    boolean offer(T work) {
        if (foreignCount.incrementAndGet() > maxForeign) {
            foreignCount.decrementAndGet();
            return false;
        }
        foreign.add(work);
        wake();
        return true;
    }

    /** The next piece of work, the node's own first. */
    @Nullable
    T poll() {
        T work = own.poll();
        if (work == null) {
            work = foreign.poll();
            if (work != null) {
                foreignCount.decrementAndGet();
            }
        }
        return work;
    }
}
