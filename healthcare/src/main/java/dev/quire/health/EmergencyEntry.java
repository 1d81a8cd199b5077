package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.Optional;

/**
 * Broken glass.
 *
 * @param orgId the reader's organisation
 * @param brokenMicros the block's time, microseconds since 1970
 * @param overQuota above the organisation's quota of the day: all privacy officers are alarmed
 * @param readerOverdue the reader had an emergency before whose review is overdue
 */
public record EmergencyEntry(
        EmergencyCommand.BreakGlass request,
        Id orgId,
        Position broken,
        long brokenMicros,
        boolean overQuota,
        boolean readerOverdue,
        Optional<Review> review)
        implements HealthEntry {
    /** Within what time it is to be reviewed: 72 hours, in microseconds. */
    public static final long REVIEW_MICROS = 72L * 60 * 60 * 1_000_000;

    private static final long HOUR_MICROS = 60L * 60 * 1_000_000;

    /**
     * What a privacy officer said.
     *
     * @param orgId the officer's organisation
     * @param late after the review was due
     */
    public record Review(Id orgId, Id officer, boolean justified, boolean late, Position at) {
        static Review read(CanonicalReader in) throws MalformedException {
            return new Review(Id.read(in), Id.read(in), in.flag(), in.flag(), Position.read(in));
        }

        void write(CanonicalWriter out) {
            Fields.writeFlag(out.fixed(orgId.bytes()).fixed(officer.bytes()), justified);
            Fields.writeFlag(out, late);
            at.write(out);
        }
    }

    public Id eid() {
        return request.eid();
    }

    public Id sid() {
        return request.sid();
    }

    /** Who reads. */
    public Reader reader() {
        return new Reader(orgId, request.pracId());
    }

    /** The first block time at which it opens nothing more. */
    public long untilMicros() {
        return brokenMicros + request.hours() * HOUR_MICROS;
    }

    /** The first block time at which its review is overdue. */
    public long reviewDueMicros() {
        return brokenMicros + REVIEW_MICROS;
    }

    EmergencyEntry with(Review given) {
        return new EmergencyEntry(request, orgId, broken, brokenMicros, overQuota, readerOverdue, Optional.of(given));
    }

    static EmergencyEntry read(CanonicalReader in) throws MalformedException {
        return new EmergencyEntry(
                EmergencyCommand.BreakGlass.read(in),
                Id.read(in),
                Position.read(in),
                in.u64(),
                in.flag(),
                in.flag(),
                Fields.readOptional(in, Review::read));
    }

    @Override
    public Bytes key() {
        return StateKeys.emergency(eid());
    }

    @Override
    public int tag() {
        return Tag.EMERGENCY_ENTRY;
    }

    @Override
    public void write(CanonicalWriter out) {
        request.write(out);
        broken.write(out.fixed(orgId.bytes()));
        Fields.writeFlag(out.u64(brokenMicros), overQuota);
        Fields.writeFlag(out, readerOverdue);
        Fields.writeFlag(out, review.isPresent());
        review.ifPresent(given -> given.write(out));
    }
}
