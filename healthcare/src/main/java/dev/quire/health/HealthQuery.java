package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.Optional;

/**
 * A question to the plugin. {@link Find} and {@link ListEntries} are answered by a page, {@link WasAllowed} by a yes or no.
 * Whoever wants a proof instead of an answer asks the engine for the same keys: {@link EntryKind#key}, {@link
 * EntryIndex#range}.
 */
public sealed interface HealthQuery {
    /** The most entries of one page. */
    int MAX_PAGE = 1_000;

    /**
     * One entry. The page has it, or nothing.
     *
     * @param name as its kind has it
     */
    record Find(EntryKind kind, Bytes name) implements HealthQuery {
        public Find {
            kind.requireSize(name);
        }

        /** By ids. */
        public static Find of(EntryKind kind, Id... ids) {
            return new Find(kind, joined(ids));
        }

        public static Find committee(int epoch) {
            return new Find(
                    EntryKind.COMMITTEE, new CanonicalWriter(4).u32(epoch).toBytes());
        }
    }

    /**
     * The entries of a list.
     *
     * @param owner as the list has it
     * @param after where the page before ended; empty for the first page
     * @param limit 1 to {@link #MAX_PAGE}
     */
    record ListEntries(EntryIndex index, Bytes owner, Optional<Bytes> after, int limit) implements HealthQuery {
        private static final int MAX_CURSOR = 64;

        public ListEntries {
            index.requireSize(owner);
            if (limit < 1 || limit > MAX_PAGE) {
                throw new IllegalArgumentException("a page has 1 to 1000 entries, not " + limit);
            }
            if (after.filter(cursor -> cursor.size() > MAX_CURSOR).isPresent()) {
                throw new IllegalArgumentException("a cursor has at most 64 bytes");
            }
        }

        /** The first page. */
        public static ListEntries of(EntryIndex index, Id... owner) {
            return new ListEntries(index, joined(owner), Optional.empty(), MAX_PAGE);
        }

        /** The page after one that ended at {@code cursor}. */
        public ListEntries after(Bytes cursor) {
            return new ListEntries(index, owner, Optional.of(cursor), limit);
        }

        /** The page that begins with the block at {@code height}, of a list in the order of the chain. */
        public ListEntries from(long height) {
            return after(new CanonicalWriter(8)
                    .u64(Math.max(0, height - 1))
                    .u32(Integer.MAX_VALUE)
                    .toBytes());
        }
    }

    /**
     * Would an access to this record by this reader have been permitted by a grant right after the block at
     * {@code height}?
     *
     * @param blockTimeMicros that block's time, as its header has it, microseconds since 1970
     */
    record WasAllowed(Reader reader, Id rid, Purpose purpose, long height, long blockTimeMicros)
            implements HealthQuery {}

    default Bytes encoded() {
        if (this instanceof Find find) {
            return CanonicalWriter.structure(Tag.FIND, Tag.VERSION, 48)
                    .u8(find.kind.code())
                    .fixed(find.name)
                    .toBytes();
        } else if (this instanceof ListEntries list) {
            CanonicalWriter out = CanonicalWriter.structure(Tag.LIST, Tag.VERSION, 128)
                    .u8(list.index.code())
                    .fixed(list.owner);
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
                case Tag.FIND -> readFind(in);
                case Tag.LIST -> readList(in);
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

    private static Find readFind(CanonicalReader in) throws MalformedException {
        EntryKind kind = Coded.read(in, "kind of entry", EntryKind.values());
        return new Find(kind, in.fixed(kind.nameSize()));
    }

    private static ListEntries readList(CanonicalReader in) throws MalformedException {
        EntryIndex index = Coded.read(in, "index", EntryIndex.values());
        return new ListEntries(
                index,
                in.fixed(index.ownerSize()),
                in.flag() ? Optional.of(in.bytes(ListEntries.MAX_CURSOR)) : Optional.empty(),
                in.u16());
    }

    private static Bytes joined(Id... ids) {
        Bytes joined = Bytes.EMPTY;
        for (Id id : ids) {
            joined = joined.concat(id.bytes());
        }
        return joined;
    }
}
