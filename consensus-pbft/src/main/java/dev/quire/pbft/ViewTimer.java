package dev.quire.pbft;

/**
 * How long a view may take to bring a block: runs only while there is work, doubles with each view that brought none, is
 * capped, and jittered so that members do not move in step.
 */
final class ViewTimer {
    private static final int MAX_DOUBLINGS = 20;

    private final Replica me;
    private long deadline = Long.MAX_VALUE;
    private int failures;
    private boolean overdue;

    ViewTimer(Replica me) {
        this.me = me;
    }

    /** Transactions wait that a healthy leader would have proposed. */
    void overdue() {
        overdue = true;
    }

    boolean isOverdue() {
        return overdue;
    }

    /** A block has committed: the view is good. */
    void progress() {
        failures = 0;
        stop();
    }

    /** The view brought nothing. */
    void failed() {
        failures = Math.min(failures + 1, MAX_DOUBLINGS);
    }

    /** Nothing is held against the leader any more, or there is another one: what still waits will be said again. */
    void stop() {
        deadline = Long.MAX_VALUE;
        overdue = false;
    }

    boolean expired(boolean urgent) {
        if (me.isRecovering() || !urgent) {
            stop();
        } else if (deadline == Long.MAX_VALUE) {
            int doublings = Math.max(0, failures - 1);
            long timeout = me.config.viewTimeoutMinMicros() << doublings;
            boolean capped = timeout <= 0
                    || timeout >> doublings != me.config.viewTimeoutMinMicros()
                    || timeout > me.config.viewTimeoutMaxMicros();
            deadline = me.now() + me.jittered(capped ? me.config.viewTimeoutMaxMicros() : timeout);
        }
        return me.now() >= deadline;
    }

    /** What is waited for will hardly come: no longer than that. */
    void atMost(long micros) {
        if (deadline != Long.MAX_VALUE && deadline - me.now() > micros) {
            deadline = me.now() + micros;
        }
    }

    long deadlineMicros() {
        return deadline;
    }
}
