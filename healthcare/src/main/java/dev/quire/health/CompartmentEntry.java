package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;

/**
 * A part of a subject's records. Nothing tells an ordinary from a sealed one.
 *
 * @param sealingKey to which the patient's factor of new records is sealed
 * @param epoch of the key; the first is 1, and each is later than those before
 * @param emergency holds essentials
 */
public record CompartmentEntry(Id sid, Id cid, X25519PublicKey sealingKey, int epoch, boolean emergency, Position added)
        implements HealthEntry {
    static CompartmentEntry of(Id sid, NewCompartment compartment, Position added) {
        return new CompartmentEntry(sid, compartment.cid(), compartment.key(), 1, compartment.emergency(), added);
    }

    CompartmentEntry with(int nextEpoch, X25519PublicKey next) {
        return new CompartmentEntry(sid, cid, next, nextEpoch, emergency, added);
    }

    static CompartmentEntry read(CanonicalReader in) throws MalformedException {
        return new CompartmentEntry(
                Id.read(in), Id.read(in), X25519PublicKey.read(in), in.u32(), in.flag(), Position.read(in));
    }

    @Override
    public Bytes key() {
        return StateKeys.compartment(sid, cid);
    }

    @Override
    public int tag() {
        return Tag.COMPARTMENT_ENTRY;
    }

    @Override
    public void write(CanonicalWriter out) {
        Fields.writeFlag(
                out.fixed(sid.bytes())
                        .fixed(cid.bytes())
                        .fixed(sealingKey.bytes())
                        .u32(epoch),
                emergency);
        added.write(out);
    }
}
