package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;

/**
 * The custodians of the records that name this epoch; it never changes.
 *
 * @param epoch the first is 1
 */
public record CommitteeEntry(int epoch, Committee committee, Position set) implements HealthEntry {
    static CommitteeEntry read(CanonicalReader in) throws MalformedException {
        return new CommitteeEntry(in.u32(), Committee.read(in), Position.read(in));
    }

    @Override
    public Bytes key() {
        return StateKeys.committee(epoch);
    }

    @Override
    public int tag() {
        return Tag.COMMITTEE_ENTRY;
    }

    @Override
    public void write(CanonicalWriter out) {
        committee.write(out.u32(epoch));
        set.write(out);
    }
}
