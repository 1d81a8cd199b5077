package dev.quire.health;

import java.util.Optional;

/**
 * A grantee's organisation passes a part of what it was permitted on to another one: a referral. The patient said so with
 * {@code mayGrant}; the part ends with the whole, and cannot be passed on again.
 */
final class PassingOn {
    private PassingOn() {}

    static void require(GrantCommand.Grant command, Id parentGid, HealthTransaction tx) throws RefusedException {
        Id orgId = tx.requireGateway();
        SubjectEntry subject = tx.requireSubject(command.sid());
        tx.require(subject.status() == SubjectStatus.ACTIVE, Refusal.SUBJECT_NOT_ACTIVE);
        Optional<GrantEntry> parent = tx.grant(parentGid)
                .filter(grant -> grant.sid().equals(command.sid()))
                .filter(grant -> isPassedOnBy(orgId, grant, tx.nowMicros()));
        GrantEntry whole = tx.require(parent, Refusal.NOT_PASSED_ON);
        tx.require(isPartOf(whole.terms(), command.terms()), Refusal.BEYOND_PARENT);
    }

    /** A counted permission is not: its uses would be counted nowhere. */
    private static boolean isPassedOnBy(Id orgId, GrantEntry grant, long timeMicros) {
        GrantTerms terms = grant.terms();
        return terms.mayGrant()
                && terms.uses().isEmpty()
                && terms.grantee().orgId().equals(orgId)
                && terms.fromMicros() <= timeMicros
                && grant.stands(timeMicros);
    }

    private static boolean isPartOf(GrantTerms whole, GrantTerms part) {
        return part.effect() == Effect.PERMIT
                && !part.mayGrant()
                && (whole.mayKeep() || !part.mayKeep())
                && (whole.includeNew() || !part.includeNew())
                && whole.fromMicros() <= part.fromMicros()
                && part.untilMicros() <= whole.untilMicros()
                && whole.purposes().containsAll(part.purposes())
                && (part.scope() instanceof Scope.Records || isWithin(whole.scope(), part.scope()));
    }

    /** Of single records each access asks the whole too whether it covers them, so they need no look here. */
    private static boolean isWithin(Scope whole, Scope part) {
        return whole instanceof Scope.Compartments all
                && part instanceof Scope.Compartments some
                && all.cids().containsAll(some.cids());
    }
}
