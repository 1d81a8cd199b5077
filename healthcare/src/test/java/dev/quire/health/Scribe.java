package dev.quire.health;

import dev.quire.hash.Hash;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes good commands, signed by the people who must. */
record Scribe(Cast cast, Hash chainId) {
    static final long DAY = 24 * Town.HOUR;

    /** Its keys are those of "name controller", "name gateway" and so on. */
    MemberProfile profile(Id orgId, String name) {
        return new MemberProfile(
                orgId,
                name,
                new MemberKeys(
                        cast.key(name + " controller"),
                        List.of(cast.key(name + " node")),
                        List.of(cast.key(name + " gateway")),
                        Cast.sealing(name + " custodian"),
                        Cast.sealing(name + " reading")));
    }

    /** City and rural found the network. */
    HealthGenesis genesis() {
        HealthGenesis plain = HealthGenesis.of(List.of(profile(Town.CITY, "city"), profile(Town.RURAL, "rural")));
        return new HealthGenesis(plain.founders(), plain.committee(), new HealthParameters(30, 12, 2));
    }

    GovernanceCommand approved(GovernanceCommand command, String... controllers) {
        List<Approval> approvals = new ArrayList<>();
        for (String controller : controllers) {
            approvals.add(
                    new Approval(cast.key(controller), cast.sign(controller, Statements.approval(chainId, command))));
        }
        return command.with(approvals);
    }

    MemberCommand.IssueCredential credential(Id pracId, String name, long untilMicros, Role role) {
        return credential(pracId, name, untilMicros, EnumSet.of(role), Optional.empty());
    }

    MemberCommand.IssueCredential credential(
            Id pracId, String name, long untilMicros, Set<Role> roles, Optional<X25519PublicKey> readingKey) {
        return new MemberCommand.IssueCredential(pracId, cast.key(name), readingKey, roles, Town.hash(9), untilMicros);
    }

    /** Three ordinary compartments and one of essentials. */
    List<NewCompartment> compartments(Id sid, String owner) {
        List<NewCompartment> compartments = new ArrayList<>();
        for (Id cid : List.of(Town.CID, Town.OTHER_CID, Town.SPARE_CID, Town.ESSENTIALS)) {
            compartments.add(new NewCompartment(cid, Cast.sealing(owner + sid + cid), cid.equals(Town.ESSENTIALS)));
        }
        return compartments;
    }

    SubjectCommand.RegisterSubject subject(Id sid, Id writer, String patient) {
        SubjectCommand.RegisterSubject unsigned = unclaimed(sid, patient);
        return unsigned.with(Optional.of(cast.sign(patient, Statements.registration(chainId, writer, unsigned))));
    }

    SubjectCommand.RegisterSubject unclaimed(Id sid, String sponsor) {
        return new SubjectCommand.RegisterSubject(
                sid, cast.key(sponsor), Optional.empty(), DefaultPolicy.BREAK_GLASS_ONLY, compartments(sid, sponsor));
    }

    SubjectCommand.ClaimSubject claim(Id sid, Id writer, String patient) {
        return claim(sid, writer, 2, patient);
    }

    SubjectCommand.ClaimSubject claim(Id sid, Id writer, int epoch, String patient) {
        return new SubjectCommand.ClaimSubject(
                sid,
                epoch,
                cast.key(patient),
                cast.sign(patient, Statements.claim(chainId, sid, writer, epoch, cast.key(patient))));
    }

    RecordTerms terms(Id rid, Id sid, Id cid) {
        boolean essential = cid.equals(Town.ESSENTIALS);
        return new RecordTerms(
                rid,
                sid,
                cid,
                1,
                Optional.empty(),
                RecordKind.ENTRY,
                1024,
                Town.hash(1),
                Town.hash(2),
                Town.hash(3),
                1,
                Town.hash(4),
                essential ? Optional.of(Town.hash(5)) : Optional.empty(),
                List.of(Town.CITY));
    }

    RecordCommand.PutRecord record(Id rid, Id cid) {
        return new RecordCommand.PutRecord(terms(rid, Town.SID, cid));
    }

    EmergencyCommand.BreakGlass breakGlass(Id eid, Id sid, Id pracId) {
        return breakGlass(eid, sid, pracId, 2);
    }

    EmergencyCommand.BreakGlass breakGlass(Id eid, Id sid, Id pracId, int hours) {
        return new EmergencyCommand.BreakGlass(eid, sid, pracId, EmergencyReason.UNCONSCIOUS, hours, Optional.empty());
    }

    /** With a second person of the rural hospital. */
    EmergencyCommand.BreakGlass seconded(EmergencyCommand.BreakGlass command, Id second, String name) {
        return new EmergencyCommand.BreakGlass(
                command.eid(),
                command.sid(),
                command.pracId(),
                command.reason(),
                command.hours(),
                Optional.of(new EmergencyCommand.SecondPerson(
                        second,
                        cast.sign(
                                name,
                                Statements.secondPerson(
                                        chainId,
                                        Town.RURAL,
                                        command.eid(),
                                        command.sid(),
                                        command.pracId(),
                                        second)))));
    }
}
