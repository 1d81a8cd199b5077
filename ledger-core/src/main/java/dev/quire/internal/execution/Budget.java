package dev.quire.internal.execution;

import dev.quire.spi.state.TxContext;

/**
 * What one transaction may use of the engine. Counted in the same way on every member, so that all come to the same end:
 * the transaction is refused with {@link dev.quire.spi.state.Outcome#OVER_BUDGET}.
 */
final class Budget {
    /** Each read, write and event is a step, so are each entry that a range returns and the output; a signature is 1,000. */
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
        use(1, size, 0);
    }

    void write(long size) {
        use(1, 0, size);
    }

    /** To be called before a signature is looked at, not after. */
    void verify() {
        use(TxContext.STEPS_OF_VERIFICATION, 0, 0);
    }

    private void use(int more, long read, long written) {
        steps += more;
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
