package dev.quire.internal.journal;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.spi.store.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The first 128 bytes of a segment: where it stands in the chain of records.
 *
 * @param sequence the number in the file's name, from 1
 * @param firstNumber the number of the segment's first record
 * @param previous the hash of the record before that one
 */
record SegmentHeader(Identity identity, int sequence, long firstNumber, Hash previous) {
    static final int SIZE = 128;

    private static final int MAGIC = 0x51_4a_53_31;

    ByteBuffer encoded() {
        ByteBuffer out = ByteBuffer.allocate(SIZE)
                .putInt(MAGIC)
                .putInt(sequence)
                .putLong(firstNumber)
                .put(previous.bytes().asBuffer())
                .put(identity.chainId().bytes().asBuffer())
                .put(identity.nodeId().bytes().asBuffer());
        Checksum.seal(out);
        return out.rewind();
    }

    /** Empty if {@code in}, of {@link #SIZE} bytes, is no intact header. */
    static Optional<SegmentHeader> decode(ByteBuffer in) {
        if (!Checksum.isSealed(in) || in.getInt(0) != MAGIC) {
            return Optional.empty();
        }
        ByteBuffer fields = in.duplicate().position(Integer.BYTES);
        int sequence = fields.getInt();
        long firstNumber = fields.getLong();
        Hash previous = RecordHeader.hash(fields);
        return Optional.of(new SegmentHeader(identity(fields), sequence, firstNumber, previous));
    }

    /** Empty if the bytes at the beginning of {@code file} are no header. */
    static Optional<SegmentHeader> read(DiskFile file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE);
        file.read(0, bytes);
        return decode(bytes.rewind());
    }

    static Identity identity(ByteBuffer in) {
        Hash chainId = RecordHeader.hash(in);
        byte[] nodeId = new byte[PublicKey.SIZE];
        in.get(nodeId);
        return new Identity(chainId, new PublicKey(Bytes.wrap(nodeId)));
    }

    boolean continues(long number, Hash hash) {
        return firstNumber == number && previous.equals(hash);
    }
}
