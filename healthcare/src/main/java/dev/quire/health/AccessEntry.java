package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.Optional;

/**
 * An access that was asked for, with the ledger's decision: the line of the log that nobody can leave out.
 *
 * @param request what the reader asked
 * @param orgId the reader's organisation; empty where the patient signed
 * @param signer the key that signed
 * @param asked where it stands on the chain
 * @param askedMicros the block's time, microseconds since 1970
 * @param deadlineMicros the last block time at which it may be asked once more, and the last time of a release
 */
public record AccessEntry(
        ReadingCommand.Access request,
        Optional<Id> orgId,
        PublicKey signer,
        Position asked,
        long askedMicros,
        long deadlineMicros,
        Decision decision)
        implements HealthEntry {
    /** How long an access is open: two minutes, in microseconds; shorter if what it is based on ends before. */
    public static final long OPEN_MICROS = 120L * 1_000_000;

    public Id aid() {
        return request.aid();
    }

    public Id sid() {
        return request.sid();
    }

    /** Is this the same request of the same reader once more, in time? */
    boolean isRetriedBy(ReadingCommand.Access again, Optional<Id> askedBy, PublicKey sender, long timeMicros) {
        return request.equals(again)
                && orgId.equals(askedBy)
                && (orgId.isPresent() || signer.equals(sender))
                && timeMicros <= deadlineMicros;
    }

    static AccessEntry read(CanonicalReader in) throws MalformedException {
        return new AccessEntry(
                ReadingCommand.Access.read(in),
                Fields.readOptional(in, Id::read),
                Fields.readKey(in),
                Position.read(in),
                in.u64(),
                in.u64(),
                Coded.read(in, "decision", Decision.values()));
    }

    @Override
    public Bytes key() {
        return StateKeys.access(aid());
    }

    @Override
    public int tag() {
        return Tag.ACCESS_ENTRY;
    }

    @Override
    public void write(CanonicalWriter out) {
        request.write(out);
        Fields.writeOptional(out, orgId.map(Id::bytes));
        asked.write(out.fixed(signer.bytes()));
        out.u64(askedMicros).u64(deadlineMicros).u8(decision.code());
    }
}
