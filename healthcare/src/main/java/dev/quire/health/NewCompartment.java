package dev.quire.health;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;

/**
 * A part of a subject's records that is granted as one.
 *
 * @param cid random; what the part is called, the app's encrypted manifest knows
 * @param key the first epoch of {@code ck}: the patient's factor of each record is sealed to it
 * @param emergency holds essentials, which an emergency opens
 */
public record NewCompartment(Id cid, X25519PublicKey key, boolean emergency) {
    static NewCompartment read(CanonicalReader in) throws MalformedException {
        return new NewCompartment(Id.read(in), X25519PublicKey.read(in), in.flag());
    }

    void write(CanonicalWriter out) {
        Fields.writeFlag(out.fixed(cid.bytes()).fixed(key.bytes()), emergency);
    }
}
