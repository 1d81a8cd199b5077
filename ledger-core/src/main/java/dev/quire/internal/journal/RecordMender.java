package dev.quire.internal.journal;

import dev.quire.block.Certificate;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.store.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * Writes what has decayed in the segments since the start once more, byte for byte and where it stood: nothing is added
 * to the journal, and the next start finds it whole. Checksums say whether the bytes are the ones that stood there.
 */
final class RecordMender {
    /** Certificates are not longer, unless there are very many members. */
    private static final int MOST_SEARCHED_BYTES = 8 << 10;

    private final SegmentFiles files;
    private final BlockIndex index;
    /** Where blocks lie whose bytes are awaited, by height. */
    private final Map<Long, Place> awaited = new TreeMap<>();

    RecordMender(SegmentFiles files, BlockIndex index) {
        this.files = files;
        this.index = index;
    }

    /**
     * @param fetchable blocks up to this height can be had from others; such a one is lost until {@link #put}
     * @param certificates of a height, that somebody else keeps too
     */
    Mending mend(Damage damage, long fetchable, LongFunction<Optional<Certificate>> certificates) throws IOException {
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
        if (header.get().kind() == RecordKind.CERT) {
            return mendCertificate(
                    file,
                    place.offset(),
                    header.get(),
                    certificates.apply(header.get().height()));
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

    /** The very bytes that stood there, as another place has them, or but for one bit as they stand there now. */
    private static Mending mendCertificate(DiskFile file, long offset, RecordHeader header, Optional<Certificate> kept)
            throws IOException {
        long position = offset + RecordHeader.SIZE;
        Optional<Bytes> same = kept.map(Certificate::encoded).filter(bytes -> isPayload(bytes.asBuffer(), header));
        if (same.isPresent()) {
            return write(file, position, same.get().asBuffer());
        }
        if (header.length() > MOST_SEARCHED_BYTES) {
            return Mending.NOT_HERE;
        }
        byte[] stored = new byte[header.length()];
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        file.read(position, bytes);
        for (int bit = 0; bit < header.length() * Byte.SIZE; bit++) {
            turn(bytes, bit);
            if (isPayload(bytes.rewind(), header) && isCertificate(Bytes.copyOf(stored), header)) {
                return write(file, position, bytes.rewind());
            }
            turn(bytes, bit);
        }
        return Mending.NOT_HERE;
    }

    private static boolean isPayload(ByteBuffer bytes, RecordHeader header) {
        return bytes.remaining() == header.length() && Checksum.of(bytes.duplicate()) == header.payloadChecksum();
    }

    // A checksum of 32 bits is little for as many tries as there are bits.
    private static boolean isCertificate(Bytes bytes, RecordHeader header) {
        try {
            Certificate certificate = Certificate.decode(bytes);
            return certificate.height() == header.height()
                    && certificate.blockHash().equals(header.blockHash());
        } catch (MalformedException e) {
            return false;
        }
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
