package dev.quire.internal.journal;

/**
 * Where a record starts.
 *
 * @param sequence the segment's number
 * @param offset in the segment, in bytes, a multiple of 128
 */
record Place(int sequence, long offset) {
    /** The place in eight bytes, never negative; segments have up to 2 GiB. */
    long packed() {
        return ((long) sequence << Integer.SIZE) | offset;
    }

    static Place unpacked(long packed) {
        return new Place((int) (packed >>> Integer.SIZE), packed & 0xffff_ffffL);
    }
}
