package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that ever happened, in a table that is read from the first line to the last for every question: slow, and
 * easy to believe.
 */
final class Chronicle {
    /**
     * A command that was applied.
     *
     * @param orgId the organisation that sent it, by gateway or controller
     * @param decision of an access
     */
    record Line(
            int number,
            long height,
            long timeMicros,
            PublicKey sender,
            Optional<Id> orgId,
            HealthCommand command,
            Optional<Decision> decision) {
        boolean permitted() {
            return decision.filter(Decision::permitted).isPresent();
        }
    }

    /** A command with its line. */
    record Told<T extends HealthCommand>(T command, Line line) {}

    private final HealthGenesis genesis;
    private final List<Line> lines = new ArrayList<>();

    Chronicle(HealthGenesis genesis) {
        this.genesis = genesis;
    }

    HealthGenesis genesis() {
        return genesis;
    }

    void add(long height, long timeMicros, PublicKey sender, HealthCommand command, Optional<Decision> decision) {
        Optional<Id> orgId = gatewayOf(sender).or(() -> controllerOf(sender));
        lines.add(new Line(lines.size(), height, timeMicros, sender, orgId, command, decision));
    }

    <T extends HealthCommand> Stream<Told<T>> all(Class<T> type) {
        return lines.stream()
                .filter(line -> type.isInstance(line.command))
                .map(line -> new Told<>(type.cast(line.command), line));
    }

    List<MemberProfile> members() {
        return Stream.concat(
                        genesis.founders().stream(),
                        all(GovernanceCommand.RegisterMember.class).map(told -> told.command.profile()))
                .toList();
    }

    boolean isMember(Id orgId) {
        return members().stream().anyMatch(member -> member.orgId().equals(orgId));
    }

    boolean isFounder(Id orgId) {
        return genesis.founders().stream().anyMatch(member -> member.orgId().equals(orgId));
    }

    private <T extends KeyChange> Stream<T> changes(Id orgId, Class<T> type) {
        return all(MemberCommand.RotateMemberKey.class)
                .filter(told -> told.line.orgId.equals(Optional.of(orgId)))
                .filter(told -> type.isInstance(told.command.change()))
                .map(told -> type.cast(told.command.change()));
    }

    PublicKey controller(MemberProfile member) {
        return last(changes(member.orgId(), KeyChange.Controller.class).map(KeyChange.Controller::key))
                .orElse(member.keys().controller());
    }

    List<PublicKey> gateways(MemberProfile member) {
        return last(changes(member.orgId(), KeyChange.Gateways.class).map(KeyChange.Gateways::keys))
                .orElse(member.keys().gateways());
    }

    List<PublicKey> nodes(MemberProfile member) {
        return last(changes(member.orgId(), KeyChange.Nodes.class).map(KeyChange.Nodes::keys))
                .orElse(member.keys().nodes());
    }

    int readingEpoch(Id orgId) {
        return 1 + (int) changes(orgId, KeyChange.Reading.class).count();
    }

    Optional<Id> gatewayOf(PublicKey sender) {
        return members().stream()
                .filter(member -> gateways(member).contains(sender))
                .map(MemberProfile::orgId)
                .findFirst();
    }

    Optional<Id> controllerOf(PublicKey sender) {
        return members().stream()
                .filter(member -> controller(member).equals(sender))
                .map(MemberProfile::orgId)
                .findFirst();
    }

    MemberProfile member(Id orgId) {
        return members().stream()
                .filter(member -> member.orgId().equals(orgId))
                .findFirst()
                .orElseThrow();
    }

    /** Was it ever anybody's? */
    boolean isUsed(Bytes key) {
        Stream<MemberKeys> members = members().stream().map(MemberProfile::keys);
        Stream<Bytes> ofMembers = members.flatMap(keys -> Stream.concat(
                keys.signing().stream().map(PublicKey::bytes),
                Stream.of(keys.custodian().bytes(), keys.reading().bytes())));
        Stream<Bytes> changed =
                all(MemberCommand.RotateMemberKey.class).flatMap(told -> keys(told.command.change()).stream());
        Stream<Bytes> ofStaff = all(MemberCommand.IssueCredential.class)
                .flatMap(told -> Stream.concat(
                        Stream.of(told.command.signingKey().bytes()),
                        told.command.readingKey().map(X25519PublicKey::bytes).stream()));
        Stream<Bytes> ofSubjects = Stream.concat(
                all(SubjectCommand.RegisterSubject.class)
                        .map(told -> told.command.signingKey().bytes()),
                all(SubjectCommand.ClaimSubject.class)
                        .map(told -> told.command.key().bytes()));
        Stream<Bytes> ofCompartments = Stream.of(
                        all(SubjectCommand.RegisterSubject.class)
                                .flatMap(told ->
                                        told.command.compartments().stream().map(NewCompartment::key)),
                        all(SubjectCommand.AddCompartment.class)
                                .map(told -> told.command.compartment().key()),
                        all(SubjectCommand.RotateCompartment.class).map(told -> told.command.key()))
                .flatMap(keys -> keys)
                .map(X25519PublicKey::bytes);
        return Stream.of(ofMembers, changed, ofStaff, ofSubjects, ofCompartments)
                .flatMap(keys -> keys)
                .anyMatch(key::equals);
    }

    static List<Bytes> keys(KeyChange change) {
        if (change instanceof KeyChange.Controller one) {
            return List.of(one.key().bytes());
        } else if (change instanceof KeyChange.Nodes some) {
            return some.keys().stream().map(PublicKey::bytes).toList();
        } else if (change instanceof KeyChange.Gateways some) {
            return some.keys().stream().map(PublicKey::bytes).toList();
        } else if (change instanceof KeyChange.Custodian one) {
            return List.of(one.key().bytes());
        }
        return List.of(((KeyChange.Reading) change).key().bytes());
    }

    int committee() {
        return 1 + (int) all(GovernanceCommand.SetCommittee.class).count();
    }

    int parametersVersion() {
        return 1 + (int) all(GovernanceCommand.SetParameters.class).count();
    }

    HealthParameters parameters() {
        return last(all(GovernanceCommand.SetParameters.class).map(told -> told.command.parameters()))
                .orElse(genesis.parameters());
    }

    Optional<Told<MemberCommand.IssueCredential>> credential(Id orgId, Id pracId) {
        return all(MemberCommand.IssueCredential.class)
                .filter(told -> told.line.orgId.equals(Optional.of(orgId)))
                .filter(told -> told.command.pracId().equals(pracId))
                .findFirst();
    }

    /** Was it issued, and neither revoked nor frozen, up to this height? */
    boolean stands(Id orgId, Id pracId, long height) {
        boolean revoked = all(MemberCommand.RevokeCredential.class)
                .anyMatch(told -> told.line.height <= height
                        && told.line.orgId.equals(Optional.of(orgId))
                        && told.command.pracId().equals(pracId));
        boolean frozen = all(EmergencyCommand.ReviewBreakGlass.class)
                .anyMatch(told -> told.line.height <= height
                        && !told.command.justified()
                        && emergency(told.command.eid())
                                .filter(of -> of.line.orgId.equals(Optional.of(orgId))
                                        && of.command.pracId().equals(pracId))
                                .isPresent());
        return credential(orgId, pracId).filter(of -> of.line.height <= height).isPresent() && !revoked && !frozen;
    }

    boolean isValid(Id orgId, Id pracId, long timeMicros) {
        return stands(orgId, pracId, Long.MAX_VALUE)
                && timeMicros < credential(orgId, pracId).orElseThrow().command.untilMicros();
    }

    Optional<Told<SubjectCommand.RegisterSubject>> subject(Id sid) {
        return all(SubjectCommand.RegisterSubject.class)
                .filter(told -> told.command.sid().equals(sid))
                .findFirst();
    }

    boolean isClaimed(Id sid, long height) {
        return subject(sid)
                        .filter(told -> told.line.height <= height
                                && told.command.patient().isPresent())
                        .isPresent()
                || all(SubjectCommand.ClaimSubject.class)
                        .anyMatch(told ->
                                told.line.height <= height && told.command.sid().equals(sid));
    }

    PublicKey subjectKey(Id sid) {
        return all(SubjectCommand.ClaimSubject.class)
                .filter(told -> told.command.sid().equals(sid))
                .map(told -> told.command.key())
                .findFirst()
                .orElseGet(() -> subject(sid).orElseThrow().command.signingKey());
    }

    int signingEpoch(Id sid) {
        return last(all(SubjectCommand.ClaimSubject.class)
                        .filter(told -> told.command.sid().equals(sid))
                        .map(told -> told.command.epoch()))
                .orElse(1);
    }

    Optional<Id> linkedTo(Id sid) {
        return all(SubjectCommand.LinkSubject.class)
                .filter(told -> told.command.sid().equals(sid))
                .map(told -> told.command.into())
                .findFirst();
    }

    int manifestVersion(Id sid) {
        return (int) all(SubjectCommand.SetManifest.class)
                .filter(told -> told.command.sid().equals(sid))
                .count();
    }

    DefaultPolicy policy(Id sid) {
        return last(all(SubjectCommand.SetManifest.class)
                        .filter(told -> told.command.sid().equals(sid))
                        .map(told -> told.command.policy()))
                .orElseGet(() -> subject(sid).orElseThrow().command.policy());
    }

    List<NewCompartment> compartments(Id sid) {
        return Stream.concat(
                        subject(sid).stream().flatMap(told -> told.command.compartments().stream()),
                        all(SubjectCommand.AddCompartment.class)
                                .filter(told -> told.command.sid().equals(sid))
                                .map(told -> told.command.compartment()))
                .toList();
    }

    Optional<NewCompartment> compartment(Id sid, Id cid) {
        return compartments(sid).stream()
                .filter(compartment -> compartment.cid().equals(cid))
                .findFirst();
    }

    int epoch(Id sid, Id cid) {
        return last(all(SubjectCommand.RotateCompartment.class)
                        .filter(told -> told.command.sid().equals(sid)
                                && told.command.cid().equals(cid))
                        .map(told -> told.command.epoch()))
                .orElse(1);
    }

    /** A record's terms and where they were written. */
    record Written(RecordTerms terms, Line line) {}

    Optional<Written> record(Id rid) {
        return Stream.concat(
                        all(RecordCommand.PutRecord.class).map(told -> new Written(told.command.terms(), told.line)),
                        all(RecordCommand.AmendRecord.class).map(told -> new Written(told.command.terms(), told.line)))
                .filter(written -> written.terms.rid().equals(rid))
                .findFirst();
    }

    boolean isMarked(Id rid, long height) {
        return all(RecordCommand.MarkEnteredInError.class)
                .anyMatch(
                        told -> told.line.height <= height && told.command.rid().equals(rid));
    }

    boolean isSuperseded(Id rid) {
        return all(RecordCommand.AmendRecord.class)
                .anyMatch(told -> told.command.supersedes().equals(rid));
    }

    Optional<Told<GrantCommand.Grant>> grant(Id gid) {
        return all(GrantCommand.Grant.class)
                .filter(told -> told.command.gid().equals(gid))
                .findFirst();
    }

    /** Was it revoked, or its visit ended, up to this height? */
    boolean isEnded(Told<GrantCommand.Grant> grant, long height) {
        boolean revoked = all(GrantCommand.Revoke.class)
                .anyMatch(
                        told -> told.line.height <= height && told.command.gid().equals(grant.command.gid()));
        boolean discharged = all(GrantCommand.EndByEncounter.class)
                .anyMatch(told -> told.line.height <= height
                        && told.line.number > grant.line.number
                        && grant.command.terms().encounterTag().equals(Optional.of(told.command.encounterTag()))
                        && told.line.orgId.equals(
                                Optional.of(grant.command.terms().grantee().orgId())));
        return revoked || discharged;
    }

    boolean stands(Told<GrantCommand.Grant> grant, long timeMicros) {
        return !isEnded(grant, Long.MAX_VALUE)
                && timeMicros < grant.command.terms().untilMicros();
    }

    Optional<Told<ReadingCommand.RequestAccess>> request(Id qid) {
        return all(ReadingCommand.RequestAccess.class)
                .filter(told -> told.command.qid().equals(qid))
                .findFirst();
    }

    boolean isOpen(Told<ReadingCommand.RequestAccess> request, long timeMicros) {
        return timeMicros < request.line.timeMicros + Scribe.DAY
                && all(ReadingCommand.AnswerRequest.class)
                        .noneMatch(told -> told.command.qid().equals(request.command.qid()));
    }

    Optional<Told<ReadingCommand.Access>> access(Id aid) {
        return all(ReadingCommand.Access.class)
                .filter(told -> told.command.aid().equals(aid))
                .findFirst();
    }

    Optional<Told<EmergencyCommand.BreakGlass>> emergency(Id eid) {
        return all(EmergencyCommand.BreakGlass.class)
                .filter(told -> told.command.eid().equals(eid))
                .findFirst();
    }

    boolean isReviewed(Id eid) {
        return all(EmergencyCommand.ReviewBreakGlass.class)
                .anyMatch(told -> told.command.eid().equals(eid));
    }

    private static <T> Optional<T> last(Stream<T> values) {
        return values.reduce((before, after) -> after);
    }
}
