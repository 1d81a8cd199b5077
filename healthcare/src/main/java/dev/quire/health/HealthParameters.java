package dev.quire.health;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;

/**
 * What the members set for all.
 *
 * @param maxGrantDays the longest time from a grant's beginning to its end, 1 to 3,660
 * @param maxEmergencyHours the longest emergency, 1 to 72
 * @param breakGlassPerDay how often the people of one organisation may break the glass on one day (UTC) without a second
 *     person, 0 to 10,000
 */
public record HealthParameters(int maxGrantDays, int maxEmergencyHours, int breakGlassPerDay) {
    public HealthParameters {
        requireWithin("days of a grant", maxGrantDays, 1, 3_660);
        requireWithin("hours of an emergency", maxEmergencyHours, 1, 72);
        requireWithin("emergencies of a day", breakGlassPerDay, 0, 10_000);
    }

    /** A year, half a day, twenty. */
    public static HealthParameters defaults() {
        return new HealthParameters(366, 12, 20);
    }

    private static void requireWithin(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException("the " + what + " are " + min + " to " + max + ", not " + value);
        }
    }

    static HealthParameters read(CanonicalReader in) throws MalformedException {
        return new HealthParameters(in.u16(), in.u16(), in.u16());
    }

    void write(CanonicalWriter out) {
        out.u16(maxGrantDays).u16(maxEmergencyHours).u16(breakGlassPerDay);
    }
}
