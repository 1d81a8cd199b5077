package dev.quire.health;

import dev.quire.spi.state.Outcome;
import dev.quire.spi.state.TxContext;
import java.util.Optional;

/** What a patient permits, denies and takes back. */
final class GrantRules {
    /** Every access looks at all of them, so they are few. */
    static final int MAX_DENIALS = 64;

    private GrantRules() {}

    static Outcome apply(HealthCommand.Grant command, HealthState state, TxContext context) {
        Optional<Refusal> refusal = refusal(command, state, context);
        if (refusal.isPresent()) {
            return refusal.get().outcome();
        }
        GrantEntry grant = GrantEntry.of(command, Position.of(context));
        context.put(StateKeys.grant(command.gid()), grant.encoded());
        context.put(
                StateKeys.indexed(StateKeys.grants(command.sid()), grant.granted(), command.gid()),
                HealthStateMachine.PRESENT);
        if (grant.terms().effect() == Effect.DENY) {
            context.put(
                    StateKeys.indexed(StateKeys.denials(command.sid()), grant.granted(), command.gid()),
                    HealthStateMachine.PRESENT);
        }
        context.emit("grant", command.sid().bytes().concat(command.gid().bytes()));
        return Outcome.applied();
    }

    private static Optional<Refusal> refusal(HealthCommand.Grant command, HealthState state, TxContext context) {
        Optional<Refusal> notThePatient = refusal(state.subject(command.sid()), context);
        if (notThePatient.isPresent()) {
            return notThePatient;
        }
        GrantTerms terms = command.terms();
        if (state.grant(command.gid()).isPresent()) {
            return Optional.of(Refusal.GRANT_EXISTS);
        }
        if (state.member(terms.grantee().orgId()).isEmpty()) {
            return Optional.of(Refusal.GRANTEE_UNKNOWN);
        }
        if (terms.fromMicros() >= terms.untilMicros()
                || terms.untilMicros() <= context.blockTimeMicros()
                || terms.untilMicros() - terms.fromMicros() > GrantTerms.MAX_PERIOD_MICROS) {
            return Optional.of(Refusal.BAD_PERIOD);
        }
        if (terms.scope() instanceof Scope.Records single
                && !single.rids().stream().allMatch(rid -> isOf(command.sid(), rid, state))) {
            return Optional.of(Refusal.SCOPE_UNKNOWN);
        }
        boolean full =
                terms.effect() == Effect.DENY && state.denials(command.sid()).size() == MAX_DENIALS;
        return full ? Optional.of(Refusal.TOO_MANY_DENIALS) : Optional.empty();
    }

    static Outcome apply(HealthCommand.Revoke command, HealthState state, TxContext context) {
        Optional<GrantEntry> found = state.grant(command.gid());
        if (found.isEmpty()) {
            return Refusal.GRANT_UNKNOWN.outcome();
        }
        GrantEntry grant = found.get();
        Optional<Refusal> notThePatient = refusal(state.subject(grant.sid()), context);
        if (notThePatient.isPresent()) {
            return notThePatient.get().outcome();
        }
        if (grant.revoked().isPresent()) {
            return Refusal.ALREADY_REVOKED.outcome();
        }
        context.put(
                StateKeys.grant(command.gid()),
                grant.revoked(Position.of(context)).encoded());
        if (grant.terms().effect() == Effect.DENY) {
            context.delete(StateKeys.indexed(StateKeys.denials(grant.sid()), grant.granted(), grant.gid()));
        }
        context.emit("revoke", grant.sid().bytes().concat(grant.gid().bytes()));
        return Outcome.applied();
    }

    /** Is the sender the patient, and may the patient act? */
    private static Optional<Refusal> refusal(Optional<SubjectEntry> subject, TxContext context) {
        if (subject.isEmpty()) {
            return Optional.of(Refusal.SUBJECT_UNKNOWN);
        }
        if (subject.get().status() != SubjectStatus.ACTIVE) {
            return Optional.of(Refusal.SUBJECT_NOT_ACTIVE);
        }
        return subject.get().isSignedBy(context.sender()) ? Optional.empty() : Optional.of(Refusal.NOT_PATIENT);
    }

    private static boolean isOf(Id sid, Id rid, HealthState state) {
        return state.record(rid).filter(record -> record.sid().equals(sid)).isPresent();
    }
}
