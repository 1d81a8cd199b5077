package dev.quire.internal.journal;

import dev.quire.codec.Bytes;
import dev.quire.spi.store.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Reads records of one segment. No length is believed before it was compared with the kind's limit and the file. */
final class RecordReader {
    private static final int CHUNK = 64 << 10;

    private final DiskFile file;
    private final long size;

    RecordReader(DiskFile file) throws IOException {
        this.file = file;
        this.size = file.size();
    }

    /** Whether no record was written at {@code offset}: the file ends there, or has zeros. */
    boolean isEnd(long offset) throws IOException {
        return size - offset < RecordHeader.SIZE || isZero(read(offset, RecordHeader.SIZE));
    }

    /** Empty if there is no intact header, or one whose payload does not fit into the file. */
    Optional<RecordHeader> header(long offset) throws IOException {
        if (size - offset < RecordHeader.SIZE) {
            return Optional.empty();
        }
        return RecordHeader.decode(read(offset, RecordHeader.SIZE))
                .filter(header -> header.length() <= size - offset - RecordHeader.SIZE);
    }

    /** Whether the payload is what was written, read in pieces. */
    boolean isPayloadIntact(long offset, RecordHeader header) throws IOException {
        CRC32C crc = new CRC32C();
        long position = offset + RecordHeader.SIZE;
        long end = position + header.length();
        ByteBuffer chunk = ByteBuffer.allocate(Math.min(CHUNK, header.length()));
        while (position < end) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), end - position));
            int read = file.read(position, chunk);
            if (read <= 0) {
                return false;
            }
            position += read;
            crc.update(chunk.flip());
        }
        return (int) crc.getValue() == header.payloadChecksum();
    }

    Bytes payload(long offset, RecordHeader header) throws IOException {
        return Bytes.wrap(read(offset + RecordHeader.SIZE, header.length()).array());
    }

    /** Overwrites with zeros whatever is not zero from {@code offset} on; durable if anything was. */
    void clearFrom(long offset) throws IOException {
        boolean cleared = false;
        for (long position = offset; position < size; position += CHUNK) {
            int length = (int) Math.min(CHUNK, size - position);
            if (!isZero(read(position, length))) {
                file.write(position, ByteBuffer.allocate(length));
                cleared = true;
            }
        }
        if (cleared) {
            file.sync();
        }
    }

    private ByteBuffer read(long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        file.read(position, bytes);
        return bytes.rewind();
    }

    private static boolean isZero(ByteBuffer bytes) {
        return bytes.mismatch(ByteBuffer.allocate(bytes.remaining())) < 0;
    }
}
