package dev.quire.internal.snapshot;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.merkle.MerkleTree;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole snapshot as one node keeps it: its head, and which chunks lie in its files.
 *
 * @param entries ascending by start
 */
public record SnapshotManifest(SnapshotHead head, List<Entry> entries) {
    /** The most chunks of a snapshot. */
    static final int MAX_CHUNKS = 1 << 20;

    private static final int TAG = 0x1b;
    private static final int VERSION = 1;

    /**
     * A chunk.
     *
     * @param start its {@link Chunk#start}
     * @param bytes of its encoding
     * @param digest the RFC 9162 leaf hash of its encoding
     */
    public record Entry(Bytes start, int bytes, Hash digest) {
        /** @param encoded the chunk's encoding */
        public static Entry of(Chunk chunk, Bytes encoded) {
            return new Entry(chunk.start(), encoded.size(), MerkleTree.leafHash(encoded));
        }
    }

    public SnapshotManifest {
        entries = List.copyOf(entries);
    }

    public long height() {
        return head.height();
    }

    /** The chunk that the position is in, or before the first one the first. */
    public int at(Bytes position) {
        int low = 0;
        int high = entries.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (entries.get(middle).start().compareTo(position) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    Bytes encoded() {
        CanonicalWriter out = CanonicalWriter.structure(TAG, VERSION, 8192 + 64 * entries.size())
                .bytes(head.encoded())
                .u32(entries.size());
        entries.forEach(entry ->
                out.bytes(entry.start()).u32(entry.bytes()).fixed(entry.digest().bytes()));
        return out.toBytes();
    }

    static SnapshotManifest decode(Bytes encoded) throws MalformedException {
        CanonicalReader in = CanonicalReader.structure("snapshot manifest", encoded, TAG, VERSION);
        SnapshotHead head = SnapshotHead.decode(in.bytes(SnapshotHead.MAX_SIZE));
        int count = in.count32(Math.min(MAX_CHUNKS, in.remaining() / Hash.SIZE));
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(new Entry(in.bytes(Position.MAX_SIZE), in.u32(), Hash.read(in)));
        }
        in.end();
        return new SnapshotManifest(head, entries);
    }
}
