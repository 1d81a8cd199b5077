package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.Optional;

/**
 * Who reads. The ledger proves the organisation; the person is that organisation's signed claim.
 *
 * @param practitioner the key of the person, if the organisation names one
 */
public record Reader(Id orgId, Optional<PublicKey> practitioner) {
    static Reader read(CanonicalReader in) throws MalformedException {
        return new Reader(Id.read(in), Fields.readOptionalKey(in));
    }

    void write(CanonicalWriter out) {
        out.fixed(orgId.bytes());
        Fields.writeOptional(out, practitioner.map(PublicKey::bytes));
    }
}
