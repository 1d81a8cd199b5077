package dev.quire.internal.journal;

import dev.quire.codec.Bytes;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The 128 bytes in front of a record's payload. Records start at multiples of 128 bytes, so a header never lies across
 * two disk sectors and is written whole or not at all.
 *
 * <p>Headers form a chain: each names the hash of the one before, so that a record of an earlier life of the file never
 * passes for the next one. The payload is not hashed again: a block's own hash and the CRC32C stand for it.
 *
 * @param length bytes of payload
 * @param payloadChecksum CRC32C of the payload
 * @param number 1 for the first record ever, then rising by one
 * @param height of the block, or of the block that a certificate is about
 * @param term Raft's term or PBFT's view
 * @param committedHeight what was known to be committed when the record was written
 * @param blockHash of the block at {@code height}
 * @param previous the hash of the header before; {@link Hash#ZERO} in record 1
 */
record RecordHeader(
        RecordKind kind,
        int length,
        int payloadChecksum,
        long number,
        long height,
        long term,
        long committedHeight,
        Hash blockHash,
        Hash previous) {
    static final int SIZE = 128;

    private static final int MAGIC = 0x51_4a_52_31;

    ByteBuffer encoded() {
        ByteBuffer out = ByteBuffer.allocate(SIZE)
                .putInt(MAGIC)
                .putInt(kind.number())
                .putInt(length)
                .putInt(payloadChecksum)
                .putLong(number)
                .putLong(height)
                .putLong(term)
                .putLong(committedHeight)
                .put(blockHash.bytes().asBuffer())
                .put(previous.bytes().asBuffer());
        Checksum.seal(out);
        return out.rewind();
    }

    /** Empty if {@code in}, of {@link #SIZE} bytes, is no intact header. */
    static Optional<RecordHeader> decode(ByteBuffer in) {
        if (!Checksum.isSealed(in) || in.getInt(0) != MAGIC) {
            return Optional.empty();
        }
        ByteBuffer fields = in.duplicate().position(Integer.BYTES);
        Optional<RecordKind> kind = RecordKind.of(fields.getInt());
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        RecordHeader header = new RecordHeader(
                kind.get(),
                fields.getInt(),
                fields.getInt(),
                fields.getLong(),
                fields.getLong(),
                fields.getLong(),
                fields.getLong(),
                hash(fields),
                hash(fields));
        boolean plausible = header.length >= 0
                && header.length <= kind.get().maxBytes()
                && header.number > 0
                && header.height >= 0
                && header.term >= 0
                && header.committedHeight >= 0;
        return plausible ? Optional.of(header) : Optional.empty();
    }

    static Hash hash(ByteBuffer in) {
        byte[] bytes = new byte[Hash.SIZE];
        in.get(bytes);
        return Hash.of(Bytes.wrap(bytes));
    }

    /** The hash that the next header names. */
    Hash hash() {
        return Domain.JOURNAL_RECORD.hash(Bytes.copyOf(encoded()));
    }

    /** Bytes from this record's start to that of the next one. */
    long stride() {
        return stride(length);
    }

    static long stride(int length) {
        return (SIZE + (long) length + SIZE - 1) / SIZE * SIZE;
    }
}
