package dev.quire.health;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;

/**
 * Who reads. The ledger proves the organisation; the person is that organisation's signed claim.
 *
 * @param pracId the credential of the person
 */
public record Reader(Id orgId, Id pracId) {
    static Reader read(CanonicalReader in) throws MalformedException {
        return new Reader(Id.read(in), Id.read(in));
    }

    void write(CanonicalWriter out) {
        out.fixed(orgId.bytes()).fixed(pracId.bytes());
    }
}
