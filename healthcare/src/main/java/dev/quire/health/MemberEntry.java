package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;

/**
 * An organisation of the network.
 *
 * @param custodianEpoch how often its custodian key was set; the first is 1
 * @param readingEpoch how often its reading key was set; grants name one of these
 * @param registered where it was taken in; height 0: it is a founder
 * @param registeredMicros that block's time, microseconds since 1970
 */
public record MemberEntry(
        MemberProfile profile, int custodianEpoch, int readingEpoch, Position registered, long registeredMicros)
        implements HealthEntry {
    public Id orgId() {
        return profile.orgId();
    }

    /** Did it found the network? */
    public boolean isFounder() {
        return registered.height() == 0;
    }

    MemberEntry with(MemberKeys keys) {
        return new MemberEntry(profile.with(keys), custodianEpoch, readingEpoch, registered, registeredMicros);
    }

    MemberEntry withNextEpoch(KeyChange change) {
        return new MemberEntry(
                profile,
                custodianEpoch + (change instanceof KeyChange.Custodian ? 1 : 0),
                readingEpoch + (change instanceof KeyChange.Reading ? 1 : 0),
                registered,
                registeredMicros);
    }

    static MemberEntry of(MemberProfile profile, Position registered, long registeredMicros) {
        return new MemberEntry(profile, 1, 1, registered, registeredMicros);
    }

    static MemberEntry read(CanonicalReader in) throws MalformedException {
        return new MemberEntry(MemberProfile.read(in), in.u32(), in.u32(), Position.read(in), in.u64());
    }

    @Override
    public Bytes key() {
        return StateKeys.member(orgId());
    }

    @Override
    public int tag() {
        return Tag.MEMBER_ENTRY;
    }

    @Override
    public void write(CanonicalWriter out) {
        profile.write(out);
        registered.write(out.u32(custodianEpoch).u32(readingEpoch));
        out.u64(registeredMicros);
    }
}
