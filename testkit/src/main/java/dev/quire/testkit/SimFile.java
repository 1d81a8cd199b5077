package dev.quire.testkit;

import dev.quire.codec.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** The bytes of a simulated file: as a reader sees them, as they are durable, and the changes in between. */
final class SimFile {
    private static final int SECTOR = 512;

    private byte[] visible = new byte[0];
    private byte[] durable = new byte[0];
    private final List<Change> unsynced = new ArrayList<>();

    /** Up to a sector of bytes at a position; or, without bytes, a cut. */
    private record Change(int position, Bytes bytes, boolean isCut) {
        /** The content with the change, in the same array if that is long enough. */
        byte[] applyTo(byte[] content) {
            if (isCut) {
                return Arrays.copyOf(content, Math.min(content.length, position));
            }
            int end = position + bytes.size();
            byte[] result = content.length < end ? Arrays.copyOf(content, end) : content;
            bytes.asBuffer().get(result, position, bytes.size());
            return result;
        }

        /** Copies what stands in its place. */
        void copy(byte[] from, byte[] to) {
            System.arraycopy(from, position, to, position, bytes.size());
        }
    }

    static SimFile holding(Bytes content) {
        SimFile file = new SimFile();
        file.write(0, content.toArray());
        file.sync();
        return file;
    }

    Bytes durable() {
        return Bytes.copyOf(durable);
    }

    byte byteAt(int index) {
        return visible[index];
    }

    int size() {
        return visible.length;
    }

    int read(long position, ByteBuffer target) {
        int length = (int) Math.max(0, Math.min(target.remaining(), visible.length - position));
        if (length > 0) {
            target.put(visible, (int) position, length);
        }
        return length;
    }

    void write(long position, byte[] bytes) {
        int start = Math.toIntExact(position);
        if (visible.length < start + bytes.length) {
            visible = Arrays.copyOf(visible, start + bytes.length);
        }
        System.arraycopy(bytes, 0, visible, start, bytes.length);
        int from = 0;
        while (from < bytes.length) {
            int to = Math.min(bytes.length, from + SECTOR - (start + from) % SECTOR);
            unsynced.add(new Change(start + from, Bytes.wrap(Arrays.copyOfRange(bytes, from, to)), false));
            from = to;
        }
    }

    void truncate(long size) {
        Change cut = new Change(Math.toIntExact(size), Bytes.EMPTY, true);
        visible = cut.applyTo(visible);
        unsynced.add(cut);
    }

    void sync() {
        if (durable.length != visible.length || unsynced.stream().anyMatch(Change::isCut)) {
            durable = visible.clone();
        } else {
            unsynced.forEach(change -> change.copy(visible, durable));
        }
        unsynced.clear();
    }

    boolean hasUnsynced() {
        return !unsynced.isEmpty();
    }

    void flipBit(long bit) {
        int index = Math.toIntExact(bit / Byte.SIZE);
        int mask = 1 << (bit % Byte.SIZE);
        visible[index] ^= (byte) mask;
        if (index < durable.length) {
            durable[index] ^= (byte) mask;
        }
    }

    void crash(RandomGenerator random) {
        for (Change change : unsynced) {
            if (random.nextBoolean()) {
                durable = change.applyTo(durable);
            }
        }
        unsynced.clear();
        visible = durable.clone();
    }
}
