package dev.quire.gateway.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Searches streams, and what is packed into them with gzip or zip, to three levels. Used by one thread. */
final class Contents {
    private static final int DEEPEST = 3;
    private static final long MAX_UNPACKED = 64L << 30;
    private static final byte[] GZIP = {0x1f, (byte) 0x8b, 8};
    private static final byte[] ZIP = {'P', 'K', 3, 4};

    private final List<Search> byDepth = new ArrayList<>();
    private final UnaryOperator<String> shown;

    /** @param shown how the names of members may be shown */
    Contents(Needles needles, Consumer<Leak> leaks, Matcher.Each each, UnaryOperator<String> shown) {
        this.shown = shown;
        for (int depth = 0; depth <= DEEPEST; depth++) {
            byDepth.add(Search.inEveryForm(needles, leaks, each));
        }
    }

    long bytes() {
        return byDepth.stream().mapToLong(Search::bytes).sum();
    }

    /** Few bytes of a store. What cannot be unpacked is none of gzip or zip: noise may begin as they do. */
    void small(Place place, byte[] content) {
        if (!begins(content, GZIP) && !begins(content, ZIP)) {
            byDepth.get(0).in(place, content);
            return;
        }
        try {
            stream(place, new ByteArrayInputStream(content), read -> {});
        } catch (IOException e) {
            byDepth.get(0).in(place, content);
        }
    }

    /**
     * A stream, to its end.
     *
     * @param passed told of how many bytes of it were read just now
     * @throws IOException if it cannot be read or unpacked
     */
    void stream(Place place, InputStream in, LongConsumer passed) throws IOException {
        stream(place, in, passed, 0);
    }

    private void stream(Place place, InputStream source, LongConsumer passed, int depth) throws IOException {
        long most = depth == 0 ? Long.MAX_VALUE : MAX_UNPACKED;
        try (Tap tap = new Tap(source, byDepth.get(depth), place, passed, most)) {
            BufferedInputStream in = new BufferedInputStream(tap, Search.CHUNK);
            in.mark(ZIP.length);
            byte[] magic = in.readNBytes(ZIP.length);
            in.reset();
            try {
                if (depth < DEEPEST && begins(magic, GZIP)) {
                    stream(member(place, "gzip", ""), new GZIPInputStream(unclosed(in)), read -> {}, depth + 1);
                } else if (depth < DEEPEST && begins(magic, ZIP)) {
                    members(place, in, depth);
                }
            } finally {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    private void members(Place place, InputStream in, int depth) throws IOException {
        ZipInputStream zip = new ZipInputStream(unclosed(in));
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            stream(member(place, "zip", shown.apply(entry.getName())), unclosed(zip), read -> {}, depth + 1);
        }
    }

    private static Place member(Place place, String store, String name) {
        String column =
                place.column().isEmpty() || name.isEmpty() ? place.column() + name : place.column() + ", " + name;
        return new Place(place.file(), store, column);
    }

    private static boolean begins(byte[] content, byte[] magic) {
        return content.length >= magic.length && Arrays.equals(content, 0, magic.length, magic, 0, magic.length);
    }

    /** A member's end is not the end of what it lies in. */
    private static InputStream unclosed(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] target, int from, int length) throws IOException {
                return in.read(target, from, length);
            }

            @Override
            public void close() {}
        };
    }
}
