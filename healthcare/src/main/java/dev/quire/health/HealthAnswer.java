package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The plugin's answer to a {@link HealthQuery}. */
public sealed interface HealthAnswer {
    /**
     * Some entries.
     *
     * @param next where the next page begins, if there may be one
     */
    record Page(List<HealthEntry> entries, Optional<Bytes> next) implements HealthAnswer {
        private static final int MAX_ENTRY = 64 * 1024;

        public Page {
            entries = List.copyOf(entries);
        }

        /** The entries of one type. */
        public <T extends HealthEntry> List<T> as(Class<T> type) {
            return entries.stream().map(type::cast).toList();
        }
    }

    /** @param gid a grant that allowed it; empty: it was not allowed */
    record Allowed(Optional<Id> gid) implements HealthAnswer {}

    default Bytes encoded() {
        if (this instanceof Allowed allowed) {
            CanonicalWriter out = CanonicalWriter.structure(Tag.ALLOWED, Tag.VERSION, 19);
            Fields.writeOptional(out, allowed.gid.map(Id::bytes));
            return out.toBytes();
        }
        Page page = (Page) this;
        CanonicalWriter out =
                CanonicalWriter.structure(Tag.PAGE, Tag.VERSION, 1024).u16(page.entries.size());
        page.entries.forEach(entry -> out.bytes(entry.encoded()));
        Fields.writeFlag(out, page.next.isPresent());
        page.next.ifPresent(out::bytes);
        return out.toBytes();
    }

    static HealthAnswer decode(Bytes answer) throws MalformedException {
        CanonicalReader in = new CanonicalReader("health answer", answer);
        int tag = in.u8();
        if (in.u8() != Tag.VERSION) {
            throw in.malformed("the version is not " + Tag.VERSION);
        }
        HealthAnswer decoded = switch (tag) {
            case Tag.PAGE -> readPage(in);
            case Tag.ALLOWED -> new Allowed(Fields.readOptional(in, Id::read));
            default -> throw in.malformed("there is no answer with the tag " + tag);
        };
        in.end();
        return decoded;
    }

    private static Page readPage(CanonicalReader in) throws MalformedException {
        int count = in.count16(HealthQuery.MAX_PAGE);
        List<HealthEntry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(HealthEntry.decode(in.bytes(Page.MAX_ENTRY)));
        }
        return new Page(entries, in.flag() ? Optional.of(in.bytes(64)) : Optional.empty());
    }
}
