package dev.quire.health;

import dev.quire.block.PublicKey;
import java.util.List;
import java.util.Optional;

/** What each access must become, said in plain words over the {@link Chronicle}. */
final class AccessOracle {
    private static final long FOR_EVER = Long.MAX_VALUE;

    private final Chronicle chronicle;

    AccessOracle(Chronicle chronicle) {
        this.chronicle = chronicle;
    }

    Decision decide(long now, PublicKey sender, ReadingCommand.Access access) {
        boolean keyUsed = chronicle
                .all(ReadingCommand.Access.class)
                .anyMatch(told -> told.command().oneTimeKey().equals(access.oneTimeKey()));
        boolean allTheirs = access.rids().stream()
                .allMatch(rid -> chronicle
                        .record(rid)
                        .filter(record -> record.terms().sid().equals(access.sid()))
                        .isPresent());
        if (keyUsed || access.oneTimeKey().isWeak() || !BrokenRules.isCanonical(access.oneTimeKey())) {
            return Decision.MALFORMED;
        }
        if (!allTheirs || access.rids().stream().anyMatch(rid -> chronicle.isMarked(rid, FOR_EVER))) {
            return Decision.NOT_PERMITTED;
        }
        boolean claimed = chronicle.isClaimed(access.sid(), FOR_EVER);
        if (access.basis() instanceof Basis.Self) {
            return claimed && chronicle.subjectKey(access.sid()).equals(sender)
                    ? Decision.PERMITTED
                    : Decision.NOT_PERMITTED;
        }
        Reader reader = new Reader(
                chronicle.gatewayOf(sender).orElseThrow(), access.pracId().orElseThrow());
        for (Id rid : access.rids()) {
            if (isDenied(reader, access.purpose(), rid, now, FOR_EVER)) {
                return Decision.NOT_PERMITTED;
            }
        }
        if (access.basis() instanceof Basis.ByEmergency basis) {
            return inEmergency(now, reader, access, basis.eid());
        }
        return claimed ? byGrant(now, reader, access, ((Basis.ByGrant) access.basis()).gid()) : Decision.NOT_PERMITTED;
    }

    private Decision inEmergency(long now, Reader reader, ReadingCommand.Access access, Id eid) {
        Optional<Chronicle.Told<EmergencyCommand.BreakGlass>> found = chronicle.emergency(eid);
        if (found.isEmpty()
                || !found.get().command().sid().equals(access.sid())
                || !found.get().line().orgId().equals(Optional.of(reader.orgId()))
                || !found.get().command().pracId().equals(reader.pracId())
                || !chronicle.isValid(reader.orgId(), reader.pracId(), now)
                || access.purpose() != Purpose.ETREAT
                || access.kind() != AccessKind.VIEW
                || !access.rids().stream().allMatch(this::isEssential)) {
            return Decision.NOT_PERMITTED;
        }
        long until = found.get().line().timeMicros() + found.get().command().hours() * Town.HOUR;
        boolean open = chronicle.policy(access.sid()) == DefaultPolicy.BREAK_GLASS_ONLY;
        return open && now < until ? Decision.PERMITTED : Decision.ENDED;
    }

    private boolean isEssential(Id rid) {
        RecordTerms terms = chronicle.record(rid).orElseThrow().terms();
        return chronicle.compartment(terms.sid(), terms.cid()).orElseThrow().emergency();
    }

    private Decision byGrant(long now, Reader reader, ReadingCommand.Access access, Id gid) {
        Optional<Chronicle.Told<GrantCommand.Grant>> found = chronicle.grant(gid);
        if (found.isEmpty() || !found.get().command().sid().equals(access.sid())) {
            return Decision.NOT_PERMITTED;
        }
        Chronicle.Told<GrantCommand.Grant> grant = found.get();
        GrantTerms terms = grant.command().terms();
        boolean good = terms.grantee() instanceof Grantee.Person
                ? chronicle.stands(reader.orgId(), reader.pracId(), FOR_EVER)
                : chronicle.isValid(reader.orgId(), reader.pracId(), now);
        if (terms.effect() == Effect.DENY
                || !good
                || !concerns(terms, reader, access.purpose())
                || (access.kind() == AccessKind.DELIVER && !terms.mayKeep())
                || !access.rids().stream().allMatch(rid -> covers(grant, rid) && wholeCovers(grant, rid))
                || now < terms.fromMicros()) {
            return Decision.NOT_PERMITTED;
        }
        boolean wholeStands =
                whole(grant).map(parent -> chronicle.stands(parent, now)).orElse(true);
        if (!chronicle.stands(grant, now) || !wholeStands) {
            return Decision.ENDED;
        }
        boolean spent =
                terms.uses().isPresent() && uses(gid, FOR_EVER) >= terms.uses().getAsInt();
        return spent ? Decision.USED_UP : Decision.PERMITTED;
    }

    private Optional<Chronicle.Told<GrantCommand.Grant>> whole(Chronicle.Told<GrantCommand.Grant> grant) {
        return grant.command().parent().map(gid -> chronicle.grant(gid).orElseThrow());
    }

    private boolean wholeCovers(Chronicle.Told<GrantCommand.Grant> grant, Id rid) {
        return whole(grant).map(parent -> covers(parent, rid)).orElse(true);
    }

    /** Was a record readable by a grant after the block at this height? */
    boolean wasAllowed(HealthQuery.WasAllowed query) {
        Optional<Chronicle.Written> record =
                chronicle.record(query.rid()).filter(written -> written.line().height() <= query.height());
        if (record.isEmpty()
                || chronicle.isMarked(query.rid(), query.height())
                || !chronicle.isClaimed(record.get().terms().sid(), query.height())
                || !chronicle.stands(query.reader().orgId(), query.reader().pracId(), query.height())
                || isDenied(query.reader(), query.purpose(), query.rid(), query.blockTimeMicros(), query.height())) {
            return false;
        }
        return chronicle.all(GrantCommand.Grant.class).anyMatch(grant -> allowed(grant, query));
    }

    private boolean allowed(Chronicle.Told<GrantCommand.Grant> grant, HealthQuery.WasAllowed query) {
        GrantTerms terms = grant.command().terms();
        Id sid = chronicle.record(query.rid()).orElseThrow().terms().sid();
        long expiry = chronicle
                .credential(query.reader().orgId(), query.reader().pracId())
                .orElseThrow()
                .command()
                .untilMicros();
        return terms.effect() == Effect.PERMIT
                && grant.command().sid().equals(sid)
                && (terms.grantee() instanceof Grantee.Person || query.blockTimeMicros() < expiry)
                && concerns(terms, query.reader(), query.purpose())
                && covers(grant, query.rid())
                && stood(grant, query)
                && whole(grant)
                        .map(parent -> covers(parent, query.rid()) && stood(parent, query))
                        .orElse(true)
                && (terms.uses().isEmpty()
                        || uses(grant.command().gid(), query.height())
                                < terms.uses().getAsInt());
    }

    private boolean stood(Chronicle.Told<GrantCommand.Grant> grant, HealthQuery.WasAllowed query) {
        GrantTerms terms = grant.command().terms();
        return grant.line().height() <= query.height()
                && !chronicle.isEnded(grant, query.height())
                && terms.fromMicros() <= query.blockTimeMicros()
                && query.blockTimeMicros() < terms.untilMicros();
    }

    private boolean isDenied(Reader reader, Purpose purpose, Id rid, long timeMicros, long height) {
        Id sid = chronicle.record(rid).orElseThrow().terms().sid();
        return chronicle
                .all(GrantCommand.Grant.class)
                .filter(denial -> denial.command().sid().equals(sid))
                .filter(denial -> denial.line().height() <= height)
                .filter(denial -> denial.command().terms().effect() == Effect.DENY)
                .filter(denial -> !chronicle.isEnded(denial, height))
                .filter(denial -> denial.command().terms().fromMicros() <= timeMicros
                        && timeMicros < denial.command().terms().untilMicros())
                .anyMatch(denial -> concerns(denial.command().terms(), reader, purpose) && covers(denial, rid));
    }

    private static boolean concerns(GrantTerms terms, Reader reader, Purpose purpose) {
        boolean who = terms.grantee() instanceof Grantee.Person one
                ? one.orgId().equals(reader.orgId()) && one.pracId().equals(reader.pracId())
                : terms.grantee().orgId().equals(reader.orgId());
        return who && terms.purposes().contains(purpose);
    }

    private boolean covers(Chronicle.Told<GrantCommand.Grant> grant, Id rid) {
        GrantTerms terms = grant.command().terms();
        Chronicle.Written record = chronicle.record(rid).orElseThrow();
        boolean later = record.line().number() > grant.line().number();
        if (later && terms.effect() == Effect.PERMIT && !terms.includeNew()) {
            return false;
        }
        List<Id> named =
                terms.scope() instanceof Scope.Compartments some ? some.cids() : ((Scope.Records) terms.scope()).rids();
        return named.contains(
                terms.scope() instanceof Scope.Compartments ? record.terms().cid() : rid);
    }

    private long uses(Id gid, long height) {
        return chronicle
                .all(ReadingCommand.Access.class)
                .filter(told -> told.line().height() <= height && told.line().permitted())
                .filter(told -> told.command().basis().equals(new Basis.ByGrant(gid)))
                .count();
    }
}
