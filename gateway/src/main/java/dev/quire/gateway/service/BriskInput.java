package dev.quire.gateway.service;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A caller's body, which is given up where the caller keeps us waiting: who sends a byte now and then would keep a thread and a
 * place for as long as he likes. Only the time that is waited for him counts. One thread at a time.
 */
final class BriskInput extends FilterInputStream {
    private static final long BYTES_PER_SECOND = 1_024;
    /** A link may stall for so long. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final LongSupplier clockNanos;
    private long waitedNanos;
    private long count;

    BriskInput(InputStream in) {
        this(in, System::nanoTime);
    }

    BriskInput(InputStream in, LongSupplier clockNanos) {
        super(in);
        this.clockNanos = clockNanos;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int most) throws IOException {
        long beganNanos = clockNanos.getAsLong();
        int read = in.read(bytes, offset, most);
        waitedNanos += clockNanos.getAsLong() - beganNanos;
        count += Math.max(0, read);
        long late = waitedNanos - GRACE_NANOS;
        if (read >= 0 && late > 0 && count / BYTES_PER_SECOND < TimeUnit.NANOSECONDS.toSeconds(late)) {
            throw new IOException("the caller sends less than " + BYTES_PER_SECOND + " bytes a second");
        }
        return read;
    }
}
