package dev.quire.health;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a patient permits or denies.
 *
 * @param purposes at least one
 * @param fromMicros the first block time at which it holds, microseconds since 1970
 * @param untilMicros the first block time at which it no longer holds
 * @param uses how many accesses a permission is good for, 1 to {@link #MAX_USES}; empty: any number
 * @param includeNew does it also cover records that are written after it?
 * @param mayKeep may the reader take the records over into its own system?
 */
public record GrantTerms(
        Effect effect,
        Grantee grantee,
        Scope scope,
        Set<Purpose> purposes,
        long fromMicros,
        long untilMicros,
        OptionalInt uses,
        boolean includeNew,
        boolean mayKeep) {
    /** The longest time from beginning to end: 366 days, in microseconds. */
    public static final long MAX_PERIOD_MICROS = 366L * 24 * 60 * 60 * 1_000_000;
    /** The most uses of a counted permission. */
    public static final int MAX_USES = 10_000;

    private static final int ALL_PURPOSES = (1 << Purpose.values().length) - 1;

    /** @throws IllegalArgumentException if a field is out of its bounds; the period is for the ledger to judge */
    public GrantTerms {
        if (purposes.isEmpty()) {
            throw new IllegalArgumentException("a grant has at least one purpose");
        }
        purposes = Collections.unmodifiableSet(EnumSet.copyOf(purposes));
        if (fromMicros < 0 || untilMicros < 0) {
            throw new IllegalArgumentException("a time is negative");
        }
        if (uses.isPresent() && (effect == Effect.DENY || uses.getAsInt() < 1 || uses.getAsInt() > MAX_USES)) {
            throw new IllegalArgumentException("only a permission has uses, 1 to " + MAX_USES);
        }
    }

    /** Does it hold at this block time, as far as time alone decides? */
    public boolean inPeriod(long timeMicros) {
        return fromMicros <= timeMicros && timeMicros < untilMicros;
    }

    static GrantTerms read(CanonicalReader in) throws MalformedException {
        return new GrantTerms(
                Coded.read(in, "effect", Effect.values()),
                Grantee.read(in),
                Scope.read(in),
                readPurposes(in),
                in.u64(),
                in.u64(),
                in.flag() ? OptionalInt.of(in.u32()) : OptionalInt.empty(),
                in.flag(),
                in.flag());
    }

    void write(CanonicalWriter out) {
        out.u8(effect.code());
        grantee.write(out);
        scope.write(out);
        out.u8(purposes.stream().mapToInt(Purpose::bit).sum()).u64(fromMicros).u64(untilMicros);
        Fields.writeFlag(out, uses.isPresent());
        uses.ifPresent(out::u32);
        Fields.writeFlag(out, includeNew);
        Fields.writeFlag(out, mayKeep);
    }

    /** uint8, one bit per purpose: 1 << (code - 1). */
    private static Set<Purpose> readPurposes(CanonicalReader in) throws MalformedException {
        int bits = in.u8();
        if (bits == 0 || bits > ALL_PURPOSES) {
            throw in.malformed("the purposes " + bits + " are none or unknown");
        }
        Set<Purpose> purposes = EnumSet.noneOf(Purpose.class);
        for (Purpose purpose : Purpose.values()) {
            if ((bits & purpose.bit()) != 0) {
                purposes.add(purpose);
            }
        }
        return purposes;
    }
}
