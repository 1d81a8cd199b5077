package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;

/**
 * How often something was done on one day.
 *
 * @param day UTC, days since 1970
 */
record DailyCount(long day, int count) {
    private static final long DAY_MICROS = 24L * 60 * 60 * 1_000_000;

    /** None yet, on the day of this block time. */
    static DailyCount none(long timeMicros) {
        return new DailyCount(timeMicros / DAY_MICROS, 0);
    }

    /** This count, or none if the day is over. */
    DailyCount on(long timeMicros) {
        DailyCount none = none(timeMicros);
        return none.day == day ? this : none;
    }

    DailyCount plusOne() {
        return new DailyCount(day, count + 1);
    }

    Bytes encoded() {
        return CanonicalWriter.structure(Tag.DAILY_COUNT, Tag.VERSION, 14)
                .u64(day)
                .u32(count)
                .toBytes();
    }

    static DailyCount decode(Bytes bytes) throws MalformedException {
        CanonicalReader in = CanonicalReader.structure("daily count", bytes, Tag.DAILY_COUNT, Tag.VERSION);
        DailyCount count = new DailyCount(in.u64(), in.u32());
        in.end();
        return count;
    }
}
