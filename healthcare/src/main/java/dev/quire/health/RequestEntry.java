package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.Optional;

/**
 * A request for permission.
 *
 * @param orgId who asked
 * @param askedMicros the block's time, microseconds since 1970
 */
public record RequestEntry(
        ReadingCommand.RequestAccess request, Id orgId, Position asked, long askedMicros, Optional<Answer> answer)
        implements HealthEntry {
    /** How long a request can be answered: a day, in microseconds. */
    public static final long OPEN_MICROS = 24L * 60 * 60 * 1_000_000;

    /** @param gid the grant that was made for it; empty: no */
    public record Answer(Optional<Id> gid, Position at) {}

    public Id qid() {
        return request.qid();
    }

    public Id sid() {
        return request.sid();
    }

    /** Can it be answered at this block time? */
    public boolean isOpen(long timeMicros) {
        return answer.isEmpty() && timeMicros < askedMicros + OPEN_MICROS;
    }

    RequestEntry with(Answer given) {
        return new RequestEntry(request, orgId, asked, askedMicros, Optional.of(given));
    }

    static RequestEntry read(CanonicalReader in) throws MalformedException {
        return new RequestEntry(
                ReadingCommand.RequestAccess.read(in),
                Id.read(in),
                Position.read(in),
                in.u64(),
                Fields.readOptional(in, RequestEntry::readAnswer));
    }

    private static Answer readAnswer(CanonicalReader in) throws MalformedException {
        return new Answer(Fields.readOptional(in, Id::read), Position.read(in));
    }

    @Override
    public Bytes key() {
        return StateKeys.request(qid());
    }

    @Override
    public int tag() {
        return Tag.REQUEST_ENTRY;
    }

    @Override
    public void write(CanonicalWriter out) {
        request.write(out);
        asked.write(out.fixed(orgId.bytes()));
        Fields.writeFlag(out.u64(askedMicros), answer.isPresent());
        answer.ifPresent(given -> {
            Fields.writeOptional(out, given.gid.map(Id::bytes));
            given.at.write(out);
        });
    }
}
