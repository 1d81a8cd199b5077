package dev.quire.internal.runtime;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.internal.snapshot.Chunk;
import dev.quire.internal.snapshot.SnapshotHead;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import java.util.List;

/** What nodes say to each other about snapshots (docs/spec/snapshots.md, 5). Who has no answer says nothing. */
sealed interface SnapshotMessage {
    /** A piece of a chunk has so many bytes, but for the last, which has the rest: a chunk does not come in crumbs. */
    int PIECE_BYTES = 1 << 20;

    int GONE = 7;
    int HEAD_QUESTION = 8;
    int HEAD = 9;
    int CHUNK_QUESTION = 10;
    int CHUNK = 11;

    /** The most bytes of a position. */
    int MAX_POSITION = 67;

    /**
     * The blocks that you need are no longer here.
     *
     * @param firstHeight the lowest block that is
     * @param snapshotHeight of the newest snapshot here; 0: none
     */
    record Gone(long firstHeight, long snapshotHeight) implements SnapshotMessage {}

    /** What is your snapshot of that height? */
    record HeadQuestion(long height) implements SnapshotMessage {}

    /** It is this. */
    record Head(SnapshotHead head) implements SnapshotMessage {}

    /** Of that snapshot, the chunk with this position, from that byte on. */
    record ChunkQuestion(long height, Bytes position, int offset) implements SnapshotMessage {}

    /**
     * A piece of it.
     *
     * @param total bytes of the chunk
     */
    record Piece(long height, Bytes position, int offset, int total, Bytes bytes) implements SnapshotMessage {}

    /** Is the frame, of channel {@code CHAIN}, one of these? */
    static boolean is(Frame frame) {
        return !frame.header().isEmpty() && frame.header().at(0) >= GONE;
    }

    static Frame frame(SnapshotMessage message) {
        CanonicalWriter header = new CanonicalWriter(96);
        if (message instanceof Gone gone) {
            return frame(header.u8(GONE).u64(gone.firstHeight()).u64(gone.snapshotHeight()));
        } else if (message instanceof HeadQuestion question) {
            return frame(header.u8(HEAD_QUESTION).u64(question.height()));
        } else if (message instanceof Head answer) {
            return frame(header.u8(HEAD), answer.head().encoded());
        } else if (message instanceof ChunkQuestion question) {
            return frame(header.u8(CHUNK_QUESTION)
                    .u64(question.height())
                    .bytes(question.position())
                    .u32(question.offset()));
        }
        Piece piece = (Piece) message;
        header.u8(CHUNK).u64(piece.height()).bytes(piece.position());
        return frame(header.u32(piece.offset()).u32(piece.total()), piece.bytes());
    }

    private static Frame frame(CanonicalWriter header, Bytes... attachments) {
        return new Frame(Channel.CHAIN, header.toBytes(), List.of(attachments));
    }

    static SnapshotMessage of(Frame frame) throws MalformedException {
        CanonicalReader header = new CanonicalReader("snapshot message", frame.header());
        List<Bytes> attachments = frame.attachments();
        int kind = header.u8();
        boolean answers = kind == HEAD || kind == CHUNK;
        if (attachments.size() != (answers ? 1 : 0)) {
            throw header.malformed("kind " + kind + " with " + attachments.size() + " attachments");
        }
        SnapshotMessage message = switch (kind) {
            case GONE -> new Gone(header.u64(), header.u64());
            case HEAD_QUESTION -> new HeadQuestion(header.u64());
            case HEAD -> new Head(SnapshotHead.decode(attachments.get(0)));
            case CHUNK_QUESTION -> new ChunkQuestion(header.u64(), header.bytes(MAX_POSITION), header.u32());
            case CHUNK -> piece(header, attachments.get(0));
            default -> throw header.malformed("kind " + kind + " is unknown");
        };
        header.end();
        return message;
    }

    private static Piece piece(CanonicalReader header, Bytes bytes) throws MalformedException {
        Piece piece = new Piece(header.u64(), header.bytes(MAX_POSITION), header.u32(), header.u32(), bytes);
        boolean fits = piece.total() <= Chunk.MAX_SIZE
                && piece.offset() < piece.total()
                && bytes.size() == Math.min(PIECE_BYTES, piece.total() - piece.offset());
        if (!fits) {
            throw header.malformed(
                    "a piece of " + bytes.size() + " bytes from byte " + piece.offset() + " of " + piece.total());
        }
        return piece;
    }
}
