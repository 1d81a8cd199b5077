package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.Optional;

/** A question to the plugin. {@link Find} and {@link ListEntries} are answered by a page, {@link WasAllowed} by a yes or no. */
public sealed interface HealthQuery {
    /** The most entries of one page. */
    int MAX_PAGE = 1_000;

    /** Of what kind a single entry is. */
    enum Kind implements Coded {
        MEMBER(1),
        SUBJECT(2),
        RECORD(3),
        GRANT(4),
        ACCESS(5);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /** What a list is a list of. */
    enum Index implements Coded {
        /** A subject's records, by compartment and then as they came. */
        RECORDS_OF_SUBJECT(1),
        /** A subject's permissions and denials, as they came, ended ones included. */
        GRANTS_OF_SUBJECT(2),
        /** Who asked to read a subject's records, as they came, refused ones included. */
        ACCESSES_OF_SUBJECT(3),
        /** What a member asked to read, as it came, refused ones included. */
        ACCESSES_BY_MEMBER(4);

        private final int code;

        Index(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /** The entry of this id. The page has it, or nothing. */
    record Find(Kind kind, Id id) implements HealthQuery {}

    /**
     * The entries of an index.
     *
     * @param id the subject's or the member's
     * @param after where the page before ended; empty for the first page
     * @param limit 1 to {@link #MAX_PAGE}
     */
    record ListEntries(Index index, Id id, Optional<Bytes> after, int limit) implements HealthQuery {
        private static final int MAX_CURSOR = 64;

        public ListEntries {
            if (limit < 1 || limit > MAX_PAGE) {
                throw new IllegalArgumentException("a page has 1 to 1000 entries, not " + limit);
            }
            if (after.filter(cursor -> cursor.size() > MAX_CURSOR).isPresent()) {
                throw new IllegalArgumentException("a cursor has at most 64 bytes");
            }
        }
    }

    /**
     * Would an access to this record by this reader have been permitted right after the block at {@code height}?
     *
     * @param blockTimeMicros that block's time, as its header has it, microseconds since 1970
     */
    record WasAllowed(Reader reader, Id rid, Purpose purpose, long height, long blockTimeMicros)
            implements HealthQuery {}

    default Bytes encoded() {
        if (this instanceof Find find) {
            return CanonicalWriter.structure(Tag.FIND, Tag.VERSION, 32)
                    .u8(find.kind.code())
                    .fixed(find.id.bytes())
                    .toBytes();
        } else if (this instanceof ListEntries list) {
            CanonicalWriter out = CanonicalWriter.structure(Tag.LIST, Tag.VERSION, 96)
                    .u8(list.index.code())
                    .fixed(list.id.bytes());
            Fields.writeFlag(out, list.after.isPresent());
            list.after.ifPresent(out::bytes);
            return out.u16(list.limit).toBytes();
        }
        WasAllowed question = (WasAllowed) this;
        CanonicalWriter out = CanonicalWriter.structure(Tag.WAS_ALLOWED, Tag.VERSION, 96);
        question.reader.write(out);
        return out.fixed(question.rid.bytes())
                .u8(question.purpose.code())
                .u64(question.height)
                .u64(question.blockTimeMicros)
                .toBytes();
    }

    static HealthQuery decode(Bytes request) throws MalformedException {
        CanonicalReader in = new CanonicalReader("health query", request);
        int tag = in.u8();
        if (in.u8() != Tag.VERSION) {
            throw in.malformed("the version is not " + Tag.VERSION);
        }
        try {
            HealthQuery query = switch (tag) {
                case Tag.FIND -> new Find(Coded.read(in, "kind of entry", Kind.values()), Id.read(in));
                case Tag.LIST ->
                    new ListEntries(
                            Coded.read(in, "index", Index.values()),
                            Id.read(in),
                            in.flag() ? Optional.of(in.bytes(ListEntries.MAX_CURSOR)) : Optional.empty(),
                            in.u16());
                case Tag.WAS_ALLOWED ->
                    new WasAllowed(
                            Reader.read(in),
                            Id.read(in),
                            Coded.read(in, "purpose", Purpose.values()),
                            in.u64(),
                            in.u64());
                default -> throw in.malformed("there is no query with the tag " + tag);
            };
            in.end();
            return query;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("health query: " + e.getMessage(), e);
        }
    }
}
