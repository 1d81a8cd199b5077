package dev.quire.internal.journal;

import dev.quire.codec.Bytes;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Something durable that can no longer be read. It was promised, so it is kept and listed, never cut.
 *
 * @param offset where in the file, in bytes
 * @param recordNumber the first record concerned
 * @param height the height of the block concerned, where its record's header can still be read
 * @param what what is wrong and what to do
 */
public record Damage(String file, long offset, long recordNumber, OptionalLong height, String what) {
    /** A hash over where all this damage is, by which it is known again at the next start; zero for none. */
    static Hash digest(List<Damage> damages) {
        if (damages.isEmpty()) {
            return Hash.ZERO;
        }
        String places = damages.stream()
                .map(damage -> damage.file + " " + damage.offset + " " + damage.recordNumber)
                .collect(Collectors.joining("\n"));
        return Domain.JOURNAL_RECORD.hash(Bytes.utf8(places));
    }

    @Override
    public String toString() {
        return file + " at byte " + offset + ", record " + recordNumber
                + (height.isPresent() ? ", block " + height.getAsLong() : "") + ": " + what;
    }
}
