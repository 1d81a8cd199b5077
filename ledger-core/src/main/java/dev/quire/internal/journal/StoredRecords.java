package dev.quire.internal.journal;

import dev.quire.block.Block;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.store.StoreCorruptionException;
import java.io.IOException;

/** Reads what records hold, and finds what has decayed since the start. */
final class StoredRecords {
    private final SegmentFiles files;

    StoredRecords(SegmentFiles files) {
        this.files = files;
    }

    /** @throws StoreCorruptionException if it is not what was written there */
    Entry entry(long height, Place place) throws IOException {
        RecordReader reader = new RecordReader(files.file(place.sequence()));
        RecordHeader header = header(reader, place);
        try {
            Block block = Block.decode(payload(reader, place, header));
            if (block.height() == height && block.hash().equals(header.blockHash())) {
                return new Entry(header.term(), block);
            }
            throw decayed(place, "the record holds another block than block " + height);
        } catch (MalformedException e) {
            throw decayed(place, "block " + height + " cannot be decoded", e);
        }
    }

    /** @throws StoreCorruptionException if it is not what was written there */
    Bytes payload(Place place) throws IOException {
        RecordReader reader = new RecordReader(files.file(place.sequence()));
        return payload(reader, place, header(reader, place));
    }

    private static RecordHeader header(RecordReader reader, Place place) throws IOException {
        return reader.header(place.offset()).orElseThrow(() -> decayed(place, "the record's header is unreadable"));
    }

    private static Bytes payload(RecordReader reader, Place place, RecordHeader header) throws IOException {
        Bytes payload = reader.payload(place.offset(), header);
        if (Checksum.of(payload.asBuffer()) != header.payloadChecksum()) {
            throw decayed(place, "the bytes of the record at height " + header.height() + " are damaged");
        }
        return payload;
    }

    private static StoreCorruptionException decayed(Place place, String what) {
        return new StoreCorruptionException(text(place, what));
    }

    static StoreCorruptionException decayed(Place place, String what, MalformedException cause) {
        return new StoreCorruptionException(text(place, what), cause);
    }

    private static String text(Place place, String what) {
        return SegmentFiles.name(place.sequence()) + " at byte " + place.offset() + ": " + what
                + "; restart the node: it will list the damage and recover from its peers";
    }
}
