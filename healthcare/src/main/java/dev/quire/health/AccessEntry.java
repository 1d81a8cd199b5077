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
 */
public record AccessEntry(
        HealthCommand.Access request,
        Optional<Id> orgId,
        PublicKey signer,
        Position asked,
        long askedMicros,
        Decision decision)
        implements HealthEntry {
    public Id aid() {
        return request.aid();
    }

    public Id sid() {
        return request.sid();
    }

    static AccessEntry read(CanonicalReader in) throws MalformedException {
        return new AccessEntry(
                CommandCodec.readAccess(in),
                Fields.readOptionalId(in),
                Fields.readKey(in),
                Position.read(in),
                in.u64(),
                Coded.read(in, "decision", Decision.values()));
    }

    @Override
    public Bytes encoded() {
        CanonicalWriter out = CanonicalWriter.structure(Tag.ACCESS_ENTRY, Tag.VERSION, 256);
        CommandCodec.write(out, request);
        Fields.writeOptional(out, orgId.map(Id::bytes));
        out.fixed(signer.bytes());
        asked.write(out);
        return out.u64(askedMicros).u8(decision.code()).toBytes();
    }
}
