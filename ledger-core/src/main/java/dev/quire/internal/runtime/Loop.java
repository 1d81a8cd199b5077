package dev.quire.internal.runtime;

/**
 * One duty of a node. In production a {@link LoopThread} calls it again and again; the simulator calls it in an order
 * that its seed decides. Everything that a loop owns is touched inside {@link #doWork} only.
 */
public interface Loop {
    String name();

    /** Does a bounded amount of what is waiting; says whether there was anything. */
    boolean doWork();

    /** The monotonic time at which there is something to do even if nobody wakes it; Long.MAX_VALUE for never. */
    long nextWakeMicros();

    /** Who is told when work arrives; set once, before the first call of {@link #doWork}. */
    void onArrival(Runnable waker);
}
