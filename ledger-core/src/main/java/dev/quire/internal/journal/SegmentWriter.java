package dev.quire.internal.journal;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.internal.journal.Head.Promise;
import dev.quire.spi.store.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The end of the journal: gives each record its number and its link, and begins a new segment when one is full. */
final class SegmentWriter {
    private final SegmentFiles files;
    private final int segmentBytes;
    private int sequence;
    private long offset;
    private long size;
    private long nextNumber;
    private Hash chain;
    private boolean unsynced;
    private Promise promise;

    SegmentWriter(SegmentFiles files, JournalConfig config, int firstSegment, JournalScan scan) throws IOException {
        this.files = files;
        this.segmentBytes = config.segmentBytes();
        this.nextNumber = scan.nextNumber();
        this.chain = scan.chain();
        this.promise = scan.promise();
        List<Integer> sequences = files.sequences();
        sequence = sequences.isEmpty() ? firstSegment - 1 : sequences.get(sequences.size() - 1);
        Optional<Place> tail = scan.tail();
        if (tail.isPresent()) {
            offset = tail.get().offset();
            size = files.file(sequence).size();
            // A killed process may have left records in the file that no sync has covered.
            unsynced = true;
        }
    }

    /** The segment that is being written; one below the first if there is none yet. */
    int sequence() {
        return sequence;
    }

    /** Where the next record goes in that segment, if there is room. */
    long offset() {
        return offset;
    }

    /** The number of the next record. */
    long nextNumber() {
        return nextNumber;
    }

    /** What {@link #sync()} makes true. */
    Promise promise() {
        return promise;
    }

    /** Writes a record. It is not durable before {@link #sync()} and then the head file. */
    Place append(RecordContent record) throws IOException {
        Bytes payload = record.payload();
        RecordHeader header = new RecordHeader(
                record.kind(),
                payload.size(),
                Checksum.of(payload.asBuffer()),
                nextNumber,
                record.height(),
                record.term(),
                record.committedHeight(),
                record.blockHash(),
                chain);
        if (size - offset < header.stride()) {
            roll(header.stride());
        }
        Place place = new Place(sequence, offset);
        DiskFile file = files.file(sequence);
        ByteBuffer bytes = ByteBuffer.allocate(RecordHeader.SIZE + payload.size());
        file.write(offset, bytes.put(header.encoded()).put(payload.asBuffer()).flip());
        unsynced = true;
        offset += header.stride();
        nextNumber++;
        chain = header.hash();
        promise = record.kind() == RecordKind.BLOCK || record.kind() == RecordKind.BASE
                ? new Promise(header.number(), chain, record.height(), record.blockHash())
                : new Promise(header.number(), chain, promise.height(), promise.blockHash());
        return place;
    }

    private void roll(long recordBytes) throws IOException {
        // The segment before is durable before its successor exists: a hole can only be at the journal's end.
        sync();
        sequence++;
        size = Math.max(segmentBytes, SegmentHeader.SIZE + recordBytes);
        offset = SegmentHeader.SIZE;
        files.create(sequence, size, nextNumber, chain);
    }

    void sync() throws IOException {
        if (unsynced) {
            files.file(sequence).sync();
            unsynced = false;
        }
    }
}
