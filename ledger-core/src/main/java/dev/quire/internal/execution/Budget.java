package dev.quire.internal.execution;

/**
 * What one transaction may use of the engine. Counted in the same way on every member, so that all come to the same end:
 * the transaction is refused with {@link dev.quire.spi.state.Outcome#OVER_BUDGET}.
 */
final class Budget {
    /** Each read, write and event is a step, each entry that a range returns is one more, and so is the output. */
    static final int MAX_STEPS = 100_000;
    /** Bytes of keys and values that are read. */
    static final long MAX_READ_BYTES = 64L * 1024 * 1024;
    /** Bytes of keys and values that are written, of topics and data of events, and of the output. */
    static final long MAX_WRITTEN_BYTES = 4L * 1024 * 1024;

    private long steps;
    private long readBytes;
    private long writtenBytes;
    private boolean exhausted;

    /** Ends the plugin's call; what it makes of it does not matter. */
    static final class ExhaustedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ExhaustedException() {
            super("the transaction asked for more than " + MAX_STEPS + " steps, " + MAX_READ_BYTES + " bytes read or "
                    + MAX_WRITTEN_BYTES + " bytes written");
        }
    }

    void read(long size) {
        use(size, 0);
    }

    void write(long size) {
        use(0, size);
    }

    private void use(long read, long written) {
        steps++;
        readBytes += read;
        writtenBytes += written;
        if (steps > MAX_STEPS || readBytes > MAX_READ_BYTES || writtenBytes > MAX_WRITTEN_BYTES) {
            exhausted = true;
        }
        if (exhausted) {
            throw new ExhaustedException();
        }
    }

    boolean exhausted() {
        return exhausted;
    }

    long steps() {
        return steps;
    }

    long writtenBytes() {
        return writtenBytes;
    }
}
