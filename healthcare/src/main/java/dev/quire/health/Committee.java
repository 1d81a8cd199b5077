package dev.quire.health;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.HashSet;
import java.util.List;

/**
 * The custodians among whom record keys are split.
 *
 * @param seats organisations, 1 to {@link #MAX_SEATS}, each once; the seat at index i holds the shares of x = i + 1
 * @param k how many seats open a record: at least 2 where there are two, at most all
 */
public record Committee(List<Id> seats, int k) {
    /** The most seats. */
    public static final int MAX_SEATS = 64;

    public Committee {
        seats = List.copyOf(seats);
        if (seats.isEmpty() || seats.size() > MAX_SEATS || new HashSet<>(seats).size() < seats.size()) {
            throw new IllegalArgumentException("a committee has 1 to 64 seats, each of another organisation");
        }
        if (k < Math.min(2, seats.size()) || k > seats.size()) {
            throw new IllegalArgumentException(
                    k + " of " + seats.size() + " seats: one alone must not open, and all together must");
        }
    }

    /** All of them, with k = max(2, 2f + 1) where f = floor((n - 1) / 3): what PBFT between hospitals asks for. */
    public static Committee of(List<Id> seats) {
        int n = seats.size();
        return new Committee(seats, Math.min(n, Math.max(2, 2 * ((n - 1) / 3) + 1)));
    }

    static Committee read(CanonicalReader in) throws MalformedException {
        return new Committee(Fields.readList(in, MAX_SEATS, Id::read), in.u8());
    }

    void write(CanonicalWriter out) {
        Fields.writeIds(out, seats);
        out.u8(k);
    }
}
