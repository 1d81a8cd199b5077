package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.HashSet;
import java.util.List;

/**
 * What the plugin starts with.
 *
 * @param founders the first members, 1 to {@link GovernanceCommand#MAX_MEMBERS}; they decide who else joins
 * @param committee number 1; founders only
 */
public record HealthGenesis(List<MemberProfile> founders, Committee committee, HealthParameters parameters) {
    public HealthGenesis {
        founders = List.copyOf(founders);
        List<Id> ids = founders.stream().map(MemberProfile::orgId).toList();
        if (founders.isEmpty()
                || founders.size() > GovernanceCommand.MAX_MEMBERS
                || new HashSet<>(ids).size() < ids.size()) {
            throw new IllegalArgumentException("there are 1 to 64 founders, each once");
        }
        if (!ids.containsAll(committee.seats())) {
            throw new IllegalArgumentException("a seat of the committee is no founder's");
        }
    }

    /** With all founders on the committee, in this order, and the default parameters. */
    public static HealthGenesis of(List<MemberProfile> founders) {
        return new HealthGenesis(
                founders,
                Committee.of(founders.stream().map(MemberProfile::orgId).toList()),
                HealthParameters.defaults());
    }

    /** The genesis payload. */
    public Bytes encoded() {
        CanonicalWriter out = CanonicalWriter.structure(Tag.GENESIS, Tag.VERSION, 1024);
        Fields.writeList(out, founders, (profile, to) -> profile.write(to));
        committee.write(out);
        parameters.write(out);
        return out.toBytes();
    }

    static HealthGenesis decode(Bytes payload) throws MalformedException {
        CanonicalReader in = CanonicalReader.structure("health genesis", payload, Tag.GENESIS, Tag.VERSION);
        try {
            HealthGenesis genesis = new HealthGenesis(
                    Fields.readList(in, GovernanceCommand.MAX_MEMBERS, MemberProfile::read),
                    Committee.read(in),
                    HealthParameters.read(in));
            in.end();
            return genesis;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("health genesis: " + e.getMessage(), e);
        }
    }
}
