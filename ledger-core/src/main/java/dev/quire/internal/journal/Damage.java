package dev.quire.internal.journal;

import java.util.OptionalLong;

/**
 * Something durable that can no longer be read. It was promised, so it is kept and listed, never cut.
 *
 * @param offset where in the file, in bytes
 * @param recordNumber the first record concerned
 * @param height the height of the block concerned, where its record's header can still be read
 * @param what what is wrong and what to do
 */
public record Damage(String file, long offset, long recordNumber, OptionalLong height, String what) {
    @Override
    public String toString() {
        return file + " at byte " + offset + ", record " + recordNumber
                + (height.isPresent() ? ", block " + height.getAsLong() : "") + ": " + what;
    }
}
