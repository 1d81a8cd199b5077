package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What forbids a command about permissions, requests, accesses and emergencies. */
final class PermissionOracle extends BrokenRules {
    PermissionOracle(Chronicle chronicle, Hash chainId, SignatureCheck signatures, Set<Refusal> broken) {
        super(chronicle, chainId, signatures, broken);
    }

    void grant(long now, PublicKey sender, GrantCommand command) {
        if (command instanceof GrantCommand.Grant grant) {
            newGrant(now, sender, grant);
        } else if (command instanceof GrantCommand.Revoke revoke) {
            Optional<Chronicle.Told<GrantCommand.Grant>> grant = chronicle.grant(revoke.gid());
            check(grant.isPresent(), Refusal.GRANT_UNKNOWN);
            grant.ifPresent(found -> {
                checkPatient(sender, found.command().sid());
                check(!chronicle.isEnded(found, Long.MAX_VALUE), Refusal.ALREADY_ENDED);
            });
        } else if (command instanceof GrantCommand.EndByEncounter end) {
            checkGateway(sender);
            boolean any = chronicle
                    .all(GrantCommand.Grant.class)
                    .filter(told -> told.command().terms().encounterTag().equals(Optional.of(end.encounterTag())))
                    .filter(told -> chronicle
                            .gatewayOf(sender)
                            .equals(Optional.of(told.command().terms().grantee().orgId())))
                    .anyMatch(told -> !chronicle.isEnded(told, Long.MAX_VALUE));
            check(any, Refusal.NOTHING_TO_END);
        }
    }

    private void newGrant(long now, PublicKey sender, GrantCommand.Grant command) {
        GrantTerms terms = command.terms();
        if (command.parent().isPresent()) {
            passedOn(now, sender, command);
        } else {
            checkPatient(sender, command.sid());
        }
        check(chronicle.grant(command.gid()).isEmpty(), Refusal.GRANT_EXISTS);
        check(
                terms.fromMicros() < terms.untilMicros()
                        && now < terms.untilMicros()
                        && terms.untilMicros() - terms.fromMicros()
                                <= chronicle.parameters().maxGrantDays() * Scribe.DAY,
                Refusal.BAD_PERIOD);
        boolean inScope = terms.scope() instanceof Scope.Compartments some
                ? some.cids().stream()
                        .allMatch(
                                cid -> chronicle.compartment(command.sid(), cid).isPresent())
                : ((Scope.Records) terms.scope())
                        .rids().stream()
                                .allMatch(rid -> chronicle
                                        .record(rid)
                                        .filter(written -> written.terms().sid().equals(command.sid()))
                                        .isPresent());
        check(inScope, Refusal.SCOPE_UNKNOWN);
        grantee(now, terms);
        if (terms.effect() == Effect.DENY) {
            long denials = chronicle
                    .all(GrantCommand.Grant.class)
                    .filter(told -> told.command().sid().equals(command.sid()))
                    .filter(told -> told.command().terms().effect() == Effect.DENY)
                    .filter(told -> !chronicle.isEnded(told, Long.MAX_VALUE))
                    .count();
            check(denials < 64, Refusal.TOO_MANY_DENIALS);
        }
        if (terms.includeNew()) {
            boolean room = ((Scope.Compartments) terms.scope())
                    .cids().stream().allMatch(cid -> openGrants(now, command.sid(), cid) < 16);
            check(room, Refusal.TOO_MANY_OPEN_GRANTS);
        }
    }

    private long openGrants(long now, Id sid, Id cid) {
        return chronicle
                .all(GrantCommand.Grant.class)
                .filter(told -> told.command().sid().equals(sid))
                .filter(told -> told.command().terms().includeNew())
                .filter(told -> ((Scope.Compartments) told.command().terms().scope())
                        .cids()
                        .contains(cid))
                .filter(told -> chronicle.stands(told, now))
                .filter(told -> told.command()
                        .parent()
                        .flatMap(chronicle::grant)
                        .map(whole -> chronicle.stands(whole, now))
                        .orElse(true))
                .count();
    }

    private void grantee(long now, GrantTerms terms) {
        Id orgId = terms.grantee().orgId();
        check(chronicle.isMember(orgId), Refusal.GRANTEE_UNKNOWN);
        boolean ownKey = false;
        if (terms.grantee() instanceof Grantee.Person person) {
            check(
                    terms.effect() == Effect.DENY
                            ? chronicle.credential(orgId, person.pracId()).isPresent()
                            : chronicle.isValid(orgId, person.pracId(), now),
                    Refusal.GRANTEE_UNKNOWN);
            ownKey = chronicle
                    .credential(orgId, person.pracId())
                    .filter(told -> told.command().readingKey().isPresent())
                    .isPresent();
        }
        boolean known = terms.keyId() == 0
                ? ownKey || terms.effect() == Effect.DENY
                : terms.keyId() <= chronicle.readingEpoch(orgId);
        check(known, Refusal.GRANTEE_KEY_UNKNOWN);
    }

    private void passedOn(long now, PublicKey sender, GrantCommand.Grant part) {
        checkGateway(sender);
        checkSubject(part.sid());
        check(chronicle.isClaimed(part.sid(), Long.MAX_VALUE), Refusal.SUBJECT_NOT_ACTIVE);
        Optional<Chronicle.Told<GrantCommand.Grant>> parent =
                chronicle.grant(part.parent().orElseThrow());
        boolean mine = parent.filter(told -> told.command().sid().equals(part.sid())
                        && told.command().terms().mayGrant()
                        && told.command().terms().uses().isEmpty()
                        && chronicle
                                .gatewayOf(sender)
                                .equals(Optional.of(
                                        told.command().terms().grantee().orgId()))
                        && told.command().terms().fromMicros() <= now
                        && chronicle.stands(told, now))
                .isPresent();
        check(mine, Refusal.NOT_PASSED_ON);
        parent.ifPresent(told -> check(isPart(told.command().terms(), part.terms()), Refusal.BEYOND_PARENT));
    }

    private static boolean isPart(GrantTerms whole, GrantTerms part) {
        if (part.scope() instanceof Scope.Compartments some) {
            boolean within = whole.scope() instanceof Scope.Compartments all
                    && all.cids().containsAll(some.cids());
            if (!within) {
                return false;
            }
        }
        return part.effect() == Effect.PERMIT
                && !part.mayGrant()
                && !(part.mayKeep() && !whole.mayKeep())
                && !(part.includeNew() && !whole.includeNew())
                && part.fromMicros() >= whole.fromMicros()
                && part.untilMicros() <= whole.untilMicros()
                && whole.purposes().containsAll(part.purposes());
    }

    void reading(long now, PublicKey sender, ReadingCommand command) {
        if (command instanceof ReadingCommand.RequestAccess request) {
            checkGateway(sender);
            checkSubject(request.sid());
            check(chronicle.isClaimed(request.sid(), Long.MAX_VALUE), Refusal.SUBJECT_NOT_ACTIVE);
            check(chronicle.request(request.qid()).isEmpty(), Refusal.REQUEST_EXISTS);
            chronicle.gatewayOf(sender).ifPresent(orgId -> {
                checkValid(now, orgId, request.pracId());
                List<Chronicle.Told<ReadingCommand.RequestAccess>> before = chronicle
                        .all(ReadingCommand.RequestAccess.class)
                        .filter(told -> told.command().sid().equals(request.sid()))
                        .filter(told -> told.line().orgId().equals(Optional.of(orgId)))
                        .toList();
                check(before.stream().noneMatch(told -> chronicle.isOpen(told, now)), Refusal.REQUEST_PENDING);
                long today = before.stream()
                        .filter(told -> told.line().timeMicros() / Scribe.DAY == now / Scribe.DAY)
                        .count();
                check(today < 5, Refusal.TOO_MANY_REQUESTS);
            });
        } else if (command instanceof ReadingCommand.AnswerRequest answer) {
            Optional<Chronicle.Told<ReadingCommand.RequestAccess>> request = chronicle.request(answer.qid());
            check(request.isPresent(), Refusal.REQUEST_UNKNOWN);
            request.ifPresent(found -> {
                checkPatient(sender, found.command().sid());
                check(chronicle.isOpen(found, now), Refusal.REQUEST_CLOSED);
                answer.gid().ifPresent(gid -> check(isAnswer(gid, found), Refusal.GRANT_UNKNOWN));
            });
        } else if (command instanceof ReadingCommand.Access access) {
            checkSubject(access.sid());
            boolean self = access.basis() instanceof Basis.Self
                    && chronicle.subject(access.sid()).isPresent()
                    && chronicle.subjectKey(access.sid()).equals(sender);
            check(self || chronicle.gatewayOf(sender).isPresent(), Refusal.NOT_GATEWAY);
            check(chronicle.access(access.aid()).isEmpty() || isRetry(now, sender, access), Refusal.ACCESS_EXISTS);
        }
    }

    private boolean isAnswer(Id gid, Chronicle.Told<ReadingCommand.RequestAccess> request) {
        return chronicle
                .grant(gid)
                .filter(told -> told.command().sid().equals(request.command().sid())
                        && told.command().terms().effect() == Effect.PERMIT
                        && request.line()
                                .orgId()
                                .equals(Optional.of(
                                        told.command().terms().grantee().orgId())))
                .isPresent();
    }

    /** Is it the same request of the same reader, within two minutes and before its basis is over? */
    boolean isRetry(long now, PublicKey sender, ReadingCommand.Access access) {
        Optional<Chronicle.Told<ReadingCommand.Access>> found = chronicle.access(access.aid());
        if (found.isEmpty() || !found.get().command().equals(access)) {
            return false;
        }
        Chronicle.Line before = found.get().line();
        boolean sameReader = chronicle.gatewayOf(sender).isPresent()
                ? before.orgId().equals(chronicle.gatewayOf(sender))
                : before.sender().equals(sender);
        long end = before.timeMicros() + 120_000_000L;
        if (access.basis() instanceof Basis.ByGrant basis) {
            end = Math.min(
                    end,
                    chronicle
                            .grant(basis.gid())
                            .filter(told -> told.command().terms().effect() == Effect.PERMIT)
                            .filter(told -> told.command().sid().equals(access.sid()))
                            .filter(told -> told.line().number() < before.number())
                            .map(told -> told.command().terms().untilMicros())
                            .orElse(end));
        } else if (access.basis() instanceof Basis.ByEmergency basis) {
            end = Math.min(
                    end,
                    chronicle
                            .emergency(basis.eid())
                            .filter(told -> told.command().sid().equals(access.sid()))
                            .filter(told -> told.line().number() < before.number())
                            .map(told ->
                                    told.line().timeMicros() + told.command().hours() * Town.HOUR)
                            .orElse(end));
        }
        return sameReader && now <= end;
    }

    void emergency(long now, PublicKey sender, EmergencyCommand command) {
        checkGateway(sender);
        Optional<Id> orgId = chronicle.gatewayOf(sender);
        if (orgId.isEmpty()) {
            return;
        }
        if (command instanceof EmergencyCommand.BreakGlass breakGlass) {
            breakGlass(now, orgId.get(), breakGlass);
        } else if (command instanceof EmergencyCommand.ReviewBreakGlass review) {
            review(now, orgId.get(), review);
        }
    }

    private void checkRole(long now, Id orgId, Id pracId, Role... roles) {
        checkValid(now, orgId, pracId);
        boolean any = chronicle
                .credential(orgId, pracId)
                .filter(told ->
                        Stream.of(roles).anyMatch(role -> told.command().roles().contains(role)))
                .isPresent();
        check(any, Refusal.ROLE_MISSING);
    }

    private void breakGlass(long now, Id orgId, EmergencyCommand.BreakGlass command) {
        if (checkSubject(command.sid())) {
            check(chronicle.policy(command.sid()) == DefaultPolicy.BREAK_GLASS_ONLY, Refusal.BREAK_GLASS_DENIED);
        }
        check(chronicle.emergency(command.eid()).isEmpty(), Refusal.EMERGENCY_EXISTS);
        checkRole(now, orgId, command.pracId(), Role.EMERGENCY, Role.ATTENDING);
        check(command.hours() <= chronicle.parameters().maxEmergencyHours(), Refusal.TOO_LONG);
        boolean old = chronicle.isFounder(orgId)
                || chronicle
                        .all(GovernanceCommand.RegisterMember.class)
                        .anyMatch(told -> told.command().profile().orgId().equals(orgId)
                                && now - told.line().timeMicros() >= 7 * Scribe.DAY);
        check(old, Refusal.MEMBER_TOO_NEW);
        long today = chronicle
                .all(EmergencyCommand.BreakGlass.class)
                .filter(told -> told.line().orgId().equals(Optional.of(orgId)))
                .filter(told -> told.line().timeMicros() / Scribe.DAY == now / Scribe.DAY)
                .count();
        check(
                today < chronicle.parameters().breakGlassPerDay()
                        || command.second().isPresent(),
                Refusal.SECOND_PERSON_NEEDED);
        command.second().ifPresent(second -> second(now, orgId, command, second));
    }

    private void second(long now, Id orgId, EmergencyCommand.BreakGlass command, EmergencyCommand.SecondPerson second) {
        checkRole(now, orgId, second.pracId(), Role.EMERGENCY, Role.ATTENDING);
        Bytes statement = Statements.secondPerson(
                chainId, orgId, command.eid(), command.sid(), command.pracId(), second.pracId());
        boolean signed = chronicle
                .credential(orgId, second.pracId())
                .filter(told -> signatures.holds(told.command().signingKey(), statement, second.signature()))
                .isPresent();
        check(signed && !second.pracId().equals(command.pracId()), Refusal.SECOND_PERSON_INVALID);
    }

    private void review(long now, Id orgId, EmergencyCommand.ReviewBreakGlass command) {
        Optional<Chronicle.Told<EmergencyCommand.BreakGlass>> emergency = chronicle.emergency(command.eid());
        check(emergency.isPresent(), Refusal.EMERGENCY_UNKNOWN);
        checkRole(now, orgId, command.officer(), Role.PRIVACY_OFFICER);
        check(!chronicle.isReviewed(command.eid()), Refusal.ALREADY_REVIEWED);
        emergency.ifPresent(found -> {
            boolean own = found.line().orgId().equals(Optional.of(orgId));
            boolean overdue = now >= found.line().timeMicros() + 72 * Town.HOUR;
            boolean involved = own
                    && (found.command().pracId().equals(command.officer())
                            || found.command()
                                    .second()
                                    .filter(person -> person.pracId().equals(command.officer()))
                                    .isPresent());
            check((own || overdue) && !involved, Refusal.NOT_REVIEWER);
        });
    }
}
