package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.spi.state.Outcome;
import java.util.List;

/** What a patient permits and denies, and how that ends. */
final class GrantRules {
    /** Every access looks at all of them, so they are few. */
    static final int MAX_DENIALS = 64;
    /** For each of them every writer seals every new record of the compartment, so they are few. */
    static final int MAX_OPEN_GRANTS = 16;
    /** How many permissions one discharge ends; what is left needs another one. */
    static final int MAX_ENDED = 64;

    private static final long DAY_MICROS = 24L * 60 * 60 * 1_000_000;

    private GrantRules() {}

    static Outcome apply(GrantCommand command, HealthTransaction tx) throws RefusedException {
        if (command instanceof GrantCommand.Grant grant) {
            grant(grant, tx);
        } else if (command instanceof GrantCommand.Revoke revoke) {
            revoke(revoke, tx);
        } else if (command instanceof GrantCommand.EndByEncounter end) {
            endByEncounter(end, tx);
        }
        return Outcome.applied();
    }

    private static void grant(GrantCommand.Grant command, HealthTransaction tx) throws RefusedException {
        if (command.parent().isPresent()) {
            PassingOn.require(command, command.parent().get(), tx);
        } else {
            tx.requirePatient(command.sid());
        }
        GrantTerms terms = command.terms();
        tx.require(tx.grant(command.gid()).isEmpty(), Refusal.GRANT_EXISTS);
        requireGrantee(terms, tx);
        tx.require(isGoodPeriod(terms, tx), Refusal.BAD_PERIOD);
        tx.require(isOfSubject(terms.scope(), command.sid(), tx), Refusal.SCOPE_UNKNOWN);
        if (terms.effect() == Effect.DENY) {
            tx.require(tx.denials(command.sid()).size() < MAX_DENIALS, Refusal.TOO_MANY_DENIALS);
        }
        for (Bytes openGrants : openGrants(command.sid(), terms)) {
            tx.require(countStanding(openGrants, tx) < MAX_OPEN_GRANTS, Refusal.TOO_MANY_OPEN_GRANTS);
        }
        write(GrantEntry.of(command, tx.position()), tx);
        tx.emit("grant", command.sid(), command.gid());
    }

    /** A denial may be of anybody who ever worked there; what is permitted is sealed to a key that must be there. */
    private static void requireGrantee(GrantTerms terms, HealthTransaction tx) throws RefusedException {
        MemberEntry member = tx.require(tx.member(terms.grantee().orgId()), Refusal.GRANTEE_UNKNOWN);
        boolean ownKey = false;
        if (terms.grantee() instanceof Grantee.Person person) {
            CredentialEntry credential =
                    tx.require(tx.credential(person.orgId(), person.pracId()), Refusal.GRANTEE_UNKNOWN);
            tx.require(terms.effect() == Effect.DENY || credential.isValid(tx.nowMicros()), Refusal.GRANTEE_UNKNOWN);
            ownKey = credential.terms().readingKey().isPresent();
        }
        boolean known = terms.effect() == Effect.DENY
                || (ownKey && terms.keyId() == 0)
                || (terms.keyId() >= 1 && terms.keyId() <= member.readingEpoch());
        tx.require(known, Refusal.GRANTEE_KEY_UNKNOWN);
    }

    private static boolean isGoodPeriod(GrantTerms terms, HealthTransaction tx) {
        long longest = tx.governance().parameters().maxGrantDays() * DAY_MICROS;
        return terms.fromMicros() < terms.untilMicros()
                && tx.nowMicros() < terms.untilMicros()
                && terms.untilMicros() - terms.fromMicros() <= longest;
    }

    private static boolean isOfSubject(Scope scope, Id sid, HealthTransaction tx) {
        if (scope instanceof Scope.Compartments some) {
            return some.cids().stream().allMatch(cid -> tx.compartment(sid, cid).isPresent());
        }
        return ((Scope.Records) scope)
                .rids().stream()
                        .allMatch(rid -> tx.record(rid)
                                .filter(record -> record.sid().equals(sid))
                                .isPresent());
    }

    /** The lists of open grants on which it must stand: none unless it includes what is written later. */
    private static List<Bytes> openGrants(Id sid, GrantTerms terms) {
        return terms.includeNew() && terms.scope() instanceof Scope.Compartments some
                ? some.cids().stream()
                        .map(cid -> StateKeys.openGrants(sid, cid))
                        .toList()
                : List.of();
    }

    /** Takes those off the list that have ended by themselves or with the whole, so that it never grows. */
    private static int countStanding(Bytes openGrants, HealthTransaction tx) {
        int standing = 0;
        for (GrantEntry grant : tx.indexed(openGrants, MAX_OPEN_GRANTS, GrantEntry.class)) {
            if (tx.stands(grant, tx.nowMicros())) {
                standing++;
            } else {
                tx.delete(openGrants.concat(grant.gid().bytes()));
            }
        }
        return standing;
    }

    private static void write(GrantEntry grant, HealthTransaction tx) {
        tx.put(grant);
        tx.index(StateKeys.indexed(StateKeys.grants(grant.sid()), grant.granted(), grant.gid()));
        if (grant.terms().effect() == Effect.DENY) {
            tx.index(StateKeys.indexed(StateKeys.denials(grant.sid()), grant.granted(), grant.gid()));
        }
        openGrants(grant.sid(), grant.terms())
                .forEach(list -> tx.index(list.concat(grant.gid().bytes())));
        grant.terms()
                .encounterTag()
                .ifPresent(tag ->
                        tx.index(StateKeys.encounter(grant.terms().grantee().orgId(), tag, grant.gid())));
    }

    private static void revoke(GrantCommand.Revoke command, HealthTransaction tx) throws RefusedException {
        GrantEntry grant = tx.require(tx.grant(command.gid()), Refusal.GRANT_UNKNOWN);
        tx.requirePatient(grant.sid());
        tx.require(grant.ended().isEmpty(), Refusal.ALREADY_ENDED);
        end(grant, Ending.Reason.REVOKED, tx);
        tx.emit("revoke", grant.sid(), grant.gid());
    }

    private static void endByEncounter(GrantCommand.EndByEncounter command, HealthTransaction tx)
            throws RefusedException {
        Id orgId = tx.requireGateway();
        List<GrantEntry> grants =
                tx.indexed(StateKeys.encounter(orgId, command.encounterTag()), MAX_ENDED, GrantEntry.class);
        tx.require(!grants.isEmpty(), Refusal.NOTHING_TO_END);
        for (GrantEntry grant : grants) {
            end(grant, Ending.Reason.DISCHARGED, tx);
            tx.emit("discharge", grant.sid(), grant.gid());
        }
    }

    private static void end(GrantEntry grant, Ending.Reason reason, HealthTransaction tx) {
        tx.put(grant.ended(new Ending(reason, tx.position())));
        if (grant.terms().effect() == Effect.DENY) {
            tx.delete(StateKeys.indexed(StateKeys.denials(grant.sid()), grant.granted(), grant.gid()));
        }
        openGrants(grant.sid(), grant.terms())
                .forEach(list -> tx.delete(list.concat(grant.gid().bytes())));
        grant.terms()
                .encounterTag()
                .ifPresent(tag ->
                        tx.delete(StateKeys.encounter(grant.terms().grantee().orgId(), tag, grant.gid())));
    }
}
