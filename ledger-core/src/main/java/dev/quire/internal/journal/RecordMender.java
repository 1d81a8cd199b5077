package dev.quire.internal.journal;

import dev.quire.codec.Bytes;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.store.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Writes what has decayed in the segments since the start once more, byte for byte and where it stood: nothing is added
 * to the journal, and the next start finds it whole. Checksums say whether the bytes are the ones that stood there.
 */
final class RecordMender {
    private final SegmentFiles files;
    private final BlockIndex index;
    /** Where blocks lie whose bytes are awaited, by height. */
    private final Map<Long, Place> awaited = new TreeMap<>();

    RecordMender(SegmentFiles files, BlockIndex index) {
        this.files = files;
        this.index = index;
    }

    /** @param fetchable blocks up to this height can be had from others; such a one is lost until {@link #put} */
    Mending mend(Damage damage, long fetchable) throws IOException {
        OptionalInt sequence = SegmentFiles.sequence(damage.file());
        if (sequence.isEmpty() || !files.sequences().contains(sequence.getAsInt())) {
            return Mending.NOT_HERE;
        }
        Place place = new Place(sequence.getAsInt(), damage.offset());
        DiskFile file = files.file(place.sequence());
        if (place.offset() == 0) {
            return mendSegmentHeader(place.sequence(), file);
        }
        RecordReader reader = new RecordReader(file);
        Optional<RecordHeader> header = reader.header(place.offset());
        if (header.isEmpty()) {
            return mendRecordHeader(file, place.offset(), damage.recordNumber());
        }
        if (reader.isPayloadIntact(place.offset(), header.get())) {
            return Mending.DONE;
        }
        return await(header.get().height(), place, fetchable) ? Mending.BLOCK_NEEDED : Mending.NOT_HERE;
    }

    private boolean await(long height, Place place, long fetchable) {
        if (height <= fetchable && index.place(height).equals(Optional.of(place))) {
            awaited.put(height, place);
            index.lose(height);
        }
        return place.equals(awaited.get(height));
    }

    /** Its first record says all that the node does not know anyway. */
    private Mending mendSegmentHeader(int sequence, DiskFile file) throws IOException {
        Optional<RecordHeader> first = new RecordReader(file).header(SegmentHeader.SIZE);
        if (first.isEmpty()) {
            return Mending.NOT_HERE;
        }
        SegmentHeader header = new SegmentHeader(
                files.identity(), sequence, first.get().number(), first.get().previous());
        return write(file, 0, header.encoded());
    }

    /** A header with one turned bit is told by its checksum and its number; one that has lost more is not known here. */
    private static Mending mendRecordHeader(DiskFile file, long offset, long number) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(RecordHeader.SIZE);
        file.read(offset, bytes);
        for (int bit = 0; bit < RecordHeader.SIZE * Byte.SIZE; bit++) {
            turn(bytes, bit);
            if (RecordHeader.decode(bytes.rewind())
                    .filter(header -> header.number() == number)
                    .isPresent()) {
                return write(file, offset, bytes.rewind());
            }
            turn(bytes, bit);
        }
        return Mending.NOT_HERE;
    }

    private static void turn(ByteBuffer bytes, int bit) {
        int position = bit / Byte.SIZE;
        bytes.put(position, (byte) (bytes.get(position) ^ (1 << bit % Byte.SIZE)));
    }

    /** Writes an awaited block where it was; false if it was not awaited, or its place is not as it was any more. */
    boolean put(Entry entry) throws IOException {
        Place place = awaited.remove(entry.height());
        if (place == null) {
            return false;
        }
        DiskFile file = files.file(place.sequence());
        Optional<RecordHeader> header = new RecordReader(file).header(place.offset());
        Bytes block = entry.block().encoded();
        boolean fits = header.isPresent()
                && header.get().blockHash().equals(entry.block().hash())
                && header.get().length() == block.size()
                && header.get().payloadChecksum() == Checksum.of(block.asBuffer());
        if (fits) {
            write(file, place.offset() + RecordHeader.SIZE, block.asBuffer());
            index.repair(entry.height(), header.get().term(), place);
        }
        return fits;
    }

    private static Mending write(DiskFile file, long position, ByteBuffer bytes) throws IOException {
        file.write(position, bytes);
        file.sync();
        return Mending.DONE;
    }
}
