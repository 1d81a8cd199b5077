package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.List;

/** What the members decide together: more than two thirds of their controllers sign {@link Statements#approval}. */
public sealed interface GovernanceCommand extends HealthCommand {
    /** The most members of a network, and so the most approvals. */
    int MAX_MEMBERS = 64;

    List<Approval> approvals();

    /** The same with these approvals, in ascending order of keys. */
    GovernanceCommand with(List<Approval> approvals);

    /** What is approved: the command with no approvals. */
    default Bytes proposal() {
        return with(List.of()).encoded();
    }

    /** Takes an organisation in. Sent by its own controller, which so agrees too. */
    record RegisterMember(MemberProfile profile, List<Approval> approvals) implements GovernanceCommand {
        public RegisterMember {
            approvals = ordered(approvals);
        }

        @Override
        public RegisterMember with(List<Approval> newApprovals) {
            return new RegisterMember(profile, newApprovals);
        }

        @Override
        public int tag() {
            return Tag.REGISTER_MEMBER;
        }

        @Override
        public void write(CanonicalWriter out) {
            profile.write(out);
            writeApprovals(out, approvals);
        }
    }

    /**
     * Sets the custodians of the records to come. Sent by a member's controller.
     *
     * @param epoch one more than the present committee's
     */
    record SetCommittee(int epoch, Committee committee, List<Approval> approvals) implements GovernanceCommand {
        public SetCommittee {
            approvals = ordered(approvals);
        }

        @Override
        public SetCommittee with(List<Approval> newApprovals) {
            return new SetCommittee(epoch, committee, newApprovals);
        }

        @Override
        public int tag() {
            return Tag.SET_COMMITTEE;
        }

        @Override
        public void write(CanonicalWriter out) {
            committee.write(out.u32(epoch));
            writeApprovals(out, approvals);
        }
    }

    /**
     * Sets the parameters. Sent by a member's controller.
     *
     * @param version one more than that of the present ones
     */
    record SetParameters(int version, HealthParameters parameters, List<Approval> approvals)
            implements GovernanceCommand {
        public SetParameters {
            approvals = ordered(approvals);
        }

        @Override
        public SetParameters with(List<Approval> newApprovals) {
            return new SetParameters(version, parameters, newApprovals);
        }

        @Override
        public int tag() {
            return Tag.SET_PARAMETERS;
        }

        @Override
        public void write(CanonicalWriter out) {
            parameters.write(out.u32(version));
            writeApprovals(out, approvals);
        }
    }

    static GovernanceCommand read(int tag, CanonicalReader in) throws MalformedException {
        return switch (tag) {
            case Tag.REGISTER_MEMBER -> new RegisterMember(MemberProfile.read(in), readApprovals(in));
            case Tag.SET_COMMITTEE -> new SetCommittee(in.u32(), Committee.read(in), readApprovals(in));
            case Tag.SET_PARAMETERS -> new SetParameters(in.u32(), HealthParameters.read(in), readApprovals(in));
            default -> throw HealthCommand.unknown(tag, in);
        };
    }

    private static List<Approval> ordered(List<Approval> approvals) {
        return Fields.ascending("approvals", approvals, Approval::controller, 0, MAX_MEMBERS);
    }

    private static void writeApprovals(CanonicalWriter out, List<Approval> approvals) {
        Fields.writeList(out, approvals, (approval, to) -> approval.write(to));
    }

    private static List<Approval> readApprovals(CanonicalReader in) throws MalformedException {
        return Fields.readAscending(in, MAX_MEMBERS, Approval::read, Approval::controller);
    }
}
