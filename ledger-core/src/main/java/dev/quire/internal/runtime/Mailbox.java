package dev.quire.internal.runtime;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where a loop receives its work: any thread puts, the loop polls. What the node asked for itself is never refused,
 * since each request is answered once and the requests are bounded; what strangers send is refused beyond a limit.
 */
final class Mailbox<T> {
    private final ConcurrentLinkedQueue<T> own = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Foreign<T>> foreign = new ConcurrentLinkedQueue<>();
    private final Map<Object, Share> shares = new ConcurrentHashMap<>();
    private final int maxForeign;
    private final long maxBytes;
    private volatile Runnable waker = () -> {};

    private record Foreign<T>(T work, Share share, long bytes) {}

    /** What waits of one stranger. */
    private static final class Share {
        private final AtomicInteger count = new AtomicInteger();
        private final AtomicLong bytes = new AtomicLong();
    }

    /** @param maxForeign the most that {@link #offer} lets wait */
    Mailbox(int maxForeign) {
        this(maxForeign, Long.MAX_VALUE);
    }

    /**
     * @param maxForeign the most of one stranger that {@link #offer} lets wait: who sends too much loses its own only
     * @param maxBytes the same; one piece alone may have more
     */
    Mailbox(int maxForeign, long maxBytes) {
        this.maxForeign = maxForeign;
        this.maxBytes = maxBytes;
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
        return offer(this, 0, work);
    }

    /**
     * Adds a stranger's work; false if too much of that stranger's waits.
     *
     * @param from one of few: each is remembered
     */
    boolean offer(Object from, long bytes, T work) {
        Share share = shares.computeIfAbsent(from, who -> new Share());
        boolean isMore = share.count.incrementAndGet() > 1;
        boolean isTooMuch = share.bytes.addAndGet(bytes) > maxBytes && isMore;
        if (isTooMuch || share.count.get() > maxForeign) {
            release(share, bytes);
            return false;
        }
        foreign.add(new Foreign<>(work, share, bytes));
        wake();
        return true;
    }

    private static void release(Share share, long bytes) {
        share.count.decrementAndGet();
        share.bytes.addAndGet(-bytes);
    }

    /** The next piece of work, the node's own first. */
    @Nullable
    T poll() {
        T work = own.poll();
        if (work == null) {
            Foreign<T> next = foreign.poll();
            if (next != null) {
                release(next.share(), next.bytes());
                work = next.work();
            }
        }
        return work;
    }
}
