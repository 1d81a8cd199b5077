package dev.quire.testkit;

import java.util.PriorityQueue;

/**
 * The only clock and the only scheduler of a simulated world: what happens next is the event with the earliest time, and
 * of those with the same time the one that was scheduled first.
 */
final class VirtualTime {
    private record Event(long atMicros, long sequence, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return atMicros != other.atMicros
                    ? Long.compare(atMicros, other.atMicros)
                    : Long.compare(sequence, other.sequence);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nowMicros;
    private long sequence;

    /** Microseconds since the world began. */
    long nowMicros() {
        return nowMicros;
    }

    /** How many events were scheduled so far. */
    long scheduled() {
        return sequence;
    }

    void after(long delayMicros, Runnable action) {
        at(nowMicros + delayMicros, action);
    }

    void at(long atMicros, Runnable action) {
        events.add(new Event(Math.max(nowMicros, atMicros), sequence++, action));
    }

    /** Runs the next event unless it lies after {@code endMicros}; then it is {@code endMicros}, and false. */
    boolean runNext(long endMicros) {
        Event next = events.peek();
        if (next == null || next.atMicros > endMicros) {
            nowMicros = endMicros;
            return false;
        }
        events.remove();
        nowMicros = next.atMicros;
        next.action.run();
        return true;
    }
}
