package dev.quire.health;

import dev.quire.spi.state.Outcome;
import dev.quire.spi.state.TxContext;
import java.util.List;
import java.util.Optional;

/** Who may read what, decided on the ledger and written there whatever the decision is. */
final class AccessRules {
    private AccessRules() {}

    static Outcome apply(HealthCommand.Access command, HealthState state, TxContext context) {
        Optional<SubjectEntry> subject = state.subject(command.sid());
        if (subject.isEmpty()) {
            return Refusal.SUBJECT_UNKNOWN.outcome();
        }
        Optional<Id> orgId = state.memberOfGateway(context.sender());
        boolean patient = subject.get().isSignedBy(context.sender());
        if (orgId.isEmpty() && !(patient && command.basis() instanceof Basis.Self)) {
            return Refusal.NOT_GATEWAY.outcome();
        }
        if (state.access(command.aid()).isPresent()) {
            return Refusal.ACCESS_EXISTS.outcome();
        }
        Decision decision = decide(command, subject.get(), orgId, state, context);
        if (!state.isUsed(command.oneTimeKey())) {
            context.put(
                    StateKeys.oneTimeKey(command.oneTimeKey()), command.aid().bytes());
        }
        write(
                new AccessEntry(
                        command, orgId, context.sender(), Position.of(context), context.blockTimeMicros(), decision),
                context);
        return Outcome.applied(decision.encoded());
    }

    /** The reasons in the order of their rank: of two that apply, the first is the answer. */
    private static Decision decide(
            HealthCommand.Access command,
            SubjectEntry subject,
            Optional<Id> orgId,
            HealthState state,
            TxContext context) {
        List<RecordEntry> records = command.rids().stream()
                .flatMap(rid -> state.record(rid).stream())
                .filter(record -> record.sid().equals(command.sid()))
                .toList();
        if (records.size() < command.rids().size() || state.isUsed(command.oneTimeKey())) {
            return Decision.MALFORMED;
        }
        if (subject.status() != SubjectStatus.ACTIVE
                || !records.stream().allMatch(record -> record.status() == RecordStatus.ACTIVE)) {
            return Decision.NOT_PERMITTED;
        }
        if (!(command.basis() instanceof Basis.ByGrant basis)) {
            return subject.isSignedBy(context.sender()) ? Decision.PERMITTED : Decision.NOT_PERMITTED;
        }
        Optional<GrantEntry> grant =
                state.grant(basis.gid()).filter(found -> found.sid().equals(command.sid()));
        if (grant.isEmpty() || orgId.isEmpty()) {
            return Decision.NOT_PERMITTED;
        }
        Reader reader = new Reader(orgId.get(), command.practitioner());
        boolean denied = state.denials(command.sid()).stream()
                .anyMatch(denial -> denies(denial, reader, command.purpose(), records, context.blockTimeMicros()));
        if (denied || !permits(grant.get(), reader, command, records)) {
            return Decision.NOT_PERMITTED;
        }
        return take(grant.get(), context);
    }

    /** Does a denial that has not been revoked hit at least one of the records? */
    static boolean denies(
            GrantEntry denial, Reader reader, Purpose purpose, List<RecordEntry> records, long timeMicros) {
        GrantTerms terms = denial.terms();
        return terms.effect() == Effect.DENY
                && terms.inPeriod(timeMicros)
                && terms.grantee().mayInclude(reader)
                && terms.purposes().contains(purpose)
                && records.stream().anyMatch(denial::covers);
    }

    /** Does the grant let the reader have all the records, time and uses aside? */
    private static boolean permits(
            GrantEntry grant, Reader reader, HealthCommand.Access command, List<RecordEntry> records) {
        return permits(grant, reader, command.purpose())
                && (command.kind() == AccessKind.VIEW || grant.terms().mayKeep())
                && records.stream().allMatch(grant::covers);
    }

    static boolean permits(GrantEntry grant, Reader reader, Purpose purpose) {
        GrantTerms terms = grant.terms();
        return terms.effect() == Effect.PERMIT
                && terms.grantee().includes(reader)
                && terms.purposes().contains(purpose);
    }

    /** Judges time and uses, and takes one use of a counted grant. */
    private static Decision take(GrantEntry grant, TxContext context) {
        long timeMicros = context.blockTimeMicros();
        if (timeMicros < grant.terms().fromMicros()) {
            return Decision.NOT_PERMITTED;
        }
        if (grant.revoked().isPresent() || timeMicros >= grant.terms().untilMicros()) {
            return Decision.ENDED;
        }
        if (grant.terms().uses().isPresent()) {
            if (grant.usedUp().isPresent()) {
                return Decision.USED_UP;
            }
            context.put(
                    StateKeys.grant(grant.gid()),
                    grant.used(Position.of(context)).encoded());
        }
        return Decision.PERMITTED;
    }

    private static void write(AccessEntry access, TxContext context) {
        context.put(StateKeys.access(access.aid()), access.encoded());
        context.put(
                StateKeys.indexed(StateKeys.accessesOf(access.sid()), access.asked(), access.aid()),
                HealthStateMachine.PRESENT);
        access.orgId()
                .ifPresent(orgId -> context.put(
                        StateKeys.indexed(StateKeys.accessesBy(orgId), access.asked(), access.aid()),
                        HealthStateMachine.PRESENT));
        context.emit("access", access.sid().bytes().concat(access.aid().bytes()));
    }
}
