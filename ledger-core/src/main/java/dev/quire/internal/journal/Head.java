package dev.quire.internal.journal;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.HardState;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What the head file remembers. 512 bytes with the checksum: one disk sector.
 *
 * @param counter rises by one with each write; its lowest bit is the slot
 * @param promise how far the journal reached; it only grows
 * @param incarnation how many times the directory was opened
 * @param firstSegment the lowest segment that must be there
 * @param recovering recovery has begun and has not ended
 * @param settled {@link Damage#digest} of the damage that the last recovery made good
 */
record Head(
        long counter,
        Promise promise,
        HardState hardState,
        long incarnation,
        int firstSegment,
        boolean recovering,
        Hash settled) {
    static final int SIZE = 512;

    private static final int MAGIC = 0x51_4a_48_31;

    /**
     * The newest durable record.
     *
     * @param number its number, 0 before the first record
     * @param hash the hash of its header
     * @param height the height of the newest block, 0 if there is none
     * @param blockHash the hash of that block
     */
    record Promise(long number, Hash hash, long height, Hash blockHash) {
        static final Promise NONE = new Promise(0, Hash.ZERO, 0, Hash.ZERO);
    }

    static Head initial(boolean recovering) {
        return new Head(0, Promise.NONE, HardState.initial(), 0, 1, recovering, Hash.ZERO);
    }

    /** False after the loss of the head file: nobody knows what was promised, so no record may be cut. */
    boolean isPromiseKnown() {
        return incarnation > 0 || !recovering;
    }

    ByteBuffer encoded(Identity identity) {
        ByteBuffer out = ByteBuffer.allocate(SIZE)
                .putInt(MAGIC)
                .put(identity.chainId().bytes().asBuffer())
                .put(identity.nodeId().bytes().asBuffer())
                .putLong(counter)
                .putLong(promise.number())
                .put(promise.hash().bytes().asBuffer())
                .putLong(promise.height())
                .put(promise.blockHash().bytes().asBuffer())
                .putLong(hardState.term())
                .put((byte) (hardState.votedFor().isPresent() ? 1 : 0))
                .put(hardState
                        .votedFor()
                        .map(PublicKey::bytes)
                        .orElse(Hash.ZERO.bytes())
                        .asBuffer())
                .putLong(incarnation)
                .putInt(firstSegment)
                .put((byte) (recovering ? 1 : 0))
                .put(settled.bytes().asBuffer());
        Checksum.seal(out);
        return out.rewind();
    }

    /** Empty if {@code in}, of {@link #SIZE} bytes, is no intact copy; {@code identity} is what it must belong to. */
    static Optional<Head> decode(ByteBuffer in, Identity identity) throws ForeignDirectoryException {
        if (!Checksum.isSealed(in) || in.getInt(0) != MAGIC) {
            return Optional.empty();
        }
        ByteBuffer fields = in.duplicate().position(Integer.BYTES);
        Identity found = SegmentHeader.identity(fields);
        if (!found.equals(identity)) {
            throw new ForeignDirectoryException(HeadFile.NAME, found, identity);
        }
        long counter = fields.getLong();
        Promise promise =
                new Promise(fields.getLong(), RecordHeader.hash(fields), fields.getLong(), RecordHeader.hash(fields));
        long term = fields.getLong();
        boolean voted = fields.get() == 1;
        Bytes candidate = RecordHeader.hash(fields).bytes();
        HardState hardState = new HardState(term, voted ? Optional.of(new PublicKey(candidate)) : Optional.empty());
        return Optional.of(new Head(
                counter,
                promise,
                hardState,
                fields.getLong(),
                fields.getInt(),
                fields.get() == 1,
                RecordHeader.hash(fields)));
    }

    Head withPromise(Promise newer) {
        return new Head(counter, newer, hardState, incarnation, firstSegment, recovering, settled);
    }

    Head withHardState(HardState newer) {
        return new Head(counter, promise, newer, incarnation, firstSegment, recovering, settled);
    }

    Head withFirstSegment(int sequence) {
        return new Head(counter, promise, hardState, incarnation, sequence, recovering, settled);
    }

    Head withRecovering(boolean now) {
        return new Head(counter, promise, hardState, incarnation, firstSegment, now, settled);
    }

    Head opened() {
        return new Head(counter, promise, hardState, incarnation + 1, firstSegment, recovering, settled);
    }

    Head counted() {
        return new Head(counter + 1, promise, hardState, incarnation, firstSegment, recovering, settled);
    }

    Head withSettled(Hash digest) {
        return new Head(counter, promise, hardState, incarnation, firstSegment, recovering, digest);
    }
}
