package dev.quire.health.keys.blob;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Several copies of one blob as one: each slice is taken from the first copy in which it is whole. Reads begin where slices
 * begin, as those of {@link BlobReader} do. For one thread at a time.
 */
public final class BlobCopies implements BlobSource {
    private final SliceHashes slices;
    private final List<BlobSource> copies;
    private final List<Damage> damages = new ArrayList<>();

    /**
     * A slice that was not whole, or could not be read, in one copy.
     *
     * @param copy its place in the list of copies, from 0
     * @param wasRead it gave bytes, and they are other ones; else it gave none
     */
    public record Damage(int copy, ByteRange range, boolean wasRead) {}

    /** @param copies 1 or more, in the order in which they are asked */
    public BlobCopies(SliceHashes slices, List<BlobSource> copies) {
        if (copies.isEmpty()) {
            throw new IllegalArgumentException("there is no copy");
        }
        this.slices = slices;
        this.copies = List.copyOf(copies);
    }

    /** What was found until now. */
    public List<Damage> damages() {
        return List.copyOf(damages);
    }

    /** @throws IOException if no copy could be read at all; of damaged ones the last is given, for the reader to refuse */
    @Override
    public int read(long position, byte[] buffer, int length) throws IOException {
        int slice = Math.toIntExact(position / SliceHashes.SLICE_SIZE);
        int read = -1;
        IOException failure = new IOException("no copy was asked");
        for (int copy = 0; copy < copies.size(); copy++) {
            boolean wasRead = false;
            try {
                read = copies.get(copy).read(position, buffer, length);
                if (slices.isSlice(slice, buffer, read)) {
                    return read;
                }
                wasRead = true;
            } catch (IOException e) {
                failure = e;
            }
            damages.add(new Damage(copy, slices.range(slice), wasRead));
        }
        if (read < 0) {
            throw failure;
        }
        return read;
    }
}
