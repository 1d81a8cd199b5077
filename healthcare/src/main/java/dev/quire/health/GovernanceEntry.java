package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;

/**
 * What the members have agreed on. There is one.
 *
 * @param members how many there are
 * @param committee the epoch of the present committee
 * @param parametersVersion of the present parameters
 */
public record GovernanceEntry(int members, int committee, int parametersVersion, HealthParameters parameters)
        implements HealthEntry {
    GovernanceEntry withMembers(int count) {
        return new GovernanceEntry(count, committee, parametersVersion, parameters);
    }

    GovernanceEntry withCommittee(int epoch) {
        return new GovernanceEntry(members, epoch, parametersVersion, parameters);
    }

    GovernanceEntry with(int version, HealthParameters newParameters) {
        return new GovernanceEntry(members, committee, version, newParameters);
    }

    /** Are that many more than two thirds of the members? */
    boolean isQuorum(int approvals) {
        return 3 * approvals > 2 * members;
    }

    static GovernanceEntry read(CanonicalReader in) throws MalformedException {
        return new GovernanceEntry(in.u16(), in.u32(), in.u32(), HealthParameters.read(in));
    }

    @Override
    public Bytes key() {
        return StateKeys.governance();
    }

    @Override
    public int tag() {
        return Tag.GOVERNANCE_ENTRY;
    }

    @Override
    public void write(CanonicalWriter out) {
        parameters.write(out.u16(members).u32(committee).u32(parametersVersion));
    }
}
