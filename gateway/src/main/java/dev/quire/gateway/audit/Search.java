package dev.quire.gateway.audit;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Looks for needles in streams of bytes, in every {@link Form} at once. Used by one thread. */
final class Search {
    static final int CHUNK = 1 << 16;
    private static final String UTF_16 = "UTF-16";
    private static final int MOST_RANGES = 64;
    /** The longest needle in UTF-16. */
    private static final int EDGE = 2 * Needles.LONGEST_STRING;

    private static final byte[] ZEROS = new byte[CHUNK];

    private record Range(long from, long to) {}

    private final Consumer<Leak> leaks;
    private final List<Form> forms = new ArrayList<>();
    private final Deque<Range> utf16 = new ArrayDeque<>();
    private Place place = new Place("", "", "");
    private long offset;
    private long bytes;

    private Search(Consumer<Leak> leaks) {
        this.leaks = leaks;
    }

    /** For text as it is, and in every other form. */
    static Search inEveryForm(Needles needles, Consumer<Leak> leaks, Matcher.Each each) {
        Search search = plain(needles, leaks, each);
        for (int i = 0; i < 2; i++) {
            int skipped = i;
            search.add(UTF_16, needles, each, matcher -> new Form.Utf16(false, skipped, matcher));
            search.add(UTF_16, needles, each, matcher -> new Form.Utf16(true, skipped, matcher));
            search.add("hex", needles, each, matcher -> new Form.Hex(skipped, matcher));
        }
        for (int i = 0; i < 4; i++) {
            int skipped = i;
            search.add("base64", needles, each, matcher -> new Form.Base64(skipped, matcher));
        }
        return search;
    }

    /** For text as it is. */
    static Search plain(Needles needles, Consumer<Leak> leaks, Matcher.Each each) {
        Search search = new Search(leaks);
        search.add("plain", needles, each, Form.Plain::new);
        return search;
    }

    private void add(String title, Needles needles, Matcher.Each each, Function<Matcher, Form> form) {
        Matcher.Found found = (from, to, patient, first) -> {
            if (!title.equals(UTF_16) || isNew(from, to)) {
                leaks.accept(Leak.of(place, from, to - from + 1, title, patient, first));
            }
        };
        forms.add(form.apply(new Matcher(needles, found, each)));
    }

    /** What is mostly ASCII reads as UTF-16 of either order, one byte apart: it is told once. */
    private boolean isNew(long from, long to) {
        if (utf16.stream().anyMatch(known -> from <= known.to && known.from <= to)) {
            return false;
        }
        utf16.addLast(new Range(from, to));
        if (utf16.size() > MOST_RANGES) {
            utf16.removeFirst();
        }
        return true;
    }

    /** How many bytes were looked at. */
    long bytes() {
        return bytes;
    }

    /** A new stream begins. */
    void begin(Place where) {
        place = where;
        offset = 0;
        utf16.clear();
    }

    /**
     * The next bytes of the stream. Of zeros only the ends are gone through, as the longest needle would see them: journals and
     * ballast are laid out long before they are filled, and looking into nothing took most of the time.
     */
    void feed(byte[] chunk, int from, int length) {
        bytes += length;
        if (length > 2 * EDGE && length <= CHUNK && Arrays.equals(chunk, from, from + length, ZEROS, 0, length)) {
            accept(chunk, from, EDGE);
            offset += length - 2 * EDGE;
            accept(chunk, from + length - EDGE, EDGE);
        } else {
            accept(chunk, from, length);
        }
    }

    private void accept(byte[] chunk, int from, int length) {
        for (Form form : forms) {
            for (int i = 0; i < length; i++) {
                form.accept(chunk[from + i] & 0xff, offset + i);
            }
        }
        offset += length;
    }

    /** The stream ends. */
    void end() {
        forms.forEach(Form::end);
    }

    /** A whole stream. */
    void in(Place where, byte[] content) {
        begin(where);
        feed(content, 0, content.length);
        end();
    }

    /** A whole stream. */
    void in(Place where, InputStream in) throws IOException {
        begin(where);
        byte[] chunk = new byte[CHUNK];
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            feed(chunk, 0, read);
        }
        end();
    }
}
