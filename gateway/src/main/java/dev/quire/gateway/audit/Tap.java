package dev.quire.gateway.audit;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Whatever is read through it is searched; closed, the search of this stream ends. */
final class Tap extends FilterInputStream {
    private final Search search;
    private final LongConsumer passed;
    private final long maxBytes;
    private long bytes;

    /**
     * @param passed told of how many bytes were read just now
     * @param maxBytes more are not read: who packs an endless stream into a small file must not stop the scan
     */
    Tap(InputStream in, Search search, Place place, LongConsumer passed, long maxBytes) {
        super(in);
        this.search = search;
        this.passed = passed;
        this.maxBytes = maxBytes;
        search.begin(place);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int read = super.read(target, from, length);
        if (read > 0) {
            search.feed(target, from, read);
            passed.accept(read);
            bytes += read;
            if (bytes > maxBytes) {
                throw new IOException("more than " + maxBytes + " bytes come out of it");
            }
        }
        return read;
    }

    /** Everything is read: nothing is passed over. */
    @Override
    public long skip(long count) throws IOException {
        byte[] skipped = new byte[(int) Math.min(count, Search.CHUNK)];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() throws IOException {
        search.end();
        super.close();
    }
}
