package dev.quire.health;

import dev.quire.block.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rules of access as a table of everything that ever happened, read from the first line to the last for every
 * question. It trusts the plugin for which registrations, records, grants and revocations were applied, and decides
 * itself what each access must have become.
 */
final class AccessOracle {
    /** A line of the table. */
    private record Line(long height, long timeMicros, HealthCommand command, Optional<Id> orgId, boolean permitted) {}

    private final List<Line> lines = new ArrayList<>();

    void applied(long height, long timeMicros, HealthCommand command) {
        lines.add(new Line(height, timeMicros, command, Optional.empty(), false));
    }

    /** What the access must become; it is added to the table. */
    Decision decide(long height, long timeMicros, PublicKey sender, HealthCommand.Access access) {
        Optional<Id> orgId = organisation(sender);
        Decision decision = decision(timeMicros, access, orgId, isPatient(sender, access.sid()));
        lines.add(new Line(height, timeMicros, access, orgId, decision == Decision.PERMITTED));
        return decision;
    }

    private Optional<Id> organisation(PublicKey sender) {
        return lines.stream()
                .filter(line -> line.command instanceof HealthCommand.RegisterMember member
                        && member.gateways().contains(sender))
                .map(line -> ((HealthCommand.RegisterMember) line.command).orgId())
                .findFirst();
    }

    private boolean isPatient(PublicKey sender, Id sid) {
        return lines.stream()
                .anyMatch(line -> line.command instanceof HealthCommand.RegisterSubject subject
                        && subject.sid().equals(sid)
                        && subject.patientKey().equals(Optional.of(sender)));
    }

    private Decision decision(long timeMicros, HealthCommand.Access access, Optional<Id> orgId, boolean byPatient) {
        boolean keyUsed = lines.stream()
                .anyMatch(line -> line.command instanceof HealthCommand.Access old
                        && old.oneTimeKey().equals(access.oneTimeKey()));
        boolean allTheirs = access.rids().stream().allMatch(rid -> recordLine(rid, access.sid()) >= 0);
        if (keyUsed || !allTheirs) {
            return Decision.MALFORMED;
        }
        boolean active = lines.stream()
                .anyMatch(line -> line.command instanceof HealthCommand.RegisterSubject subject
                        && subject.sid().equals(access.sid())
                        && subject.patientKey().isPresent());
        if (!active) {
            return Decision.NOT_PERMITTED;
        }
        if (access.basis() instanceof Basis.Self) {
            return byPatient ? Decision.PERMITTED : Decision.NOT_PERMITTED;
        }
        int basis = grantLine(((Basis.ByGrant) access.basis()).gid());
        if (basis < 0 || orgId.isEmpty()) {
            return Decision.NOT_PERMITTED;
        }
        HealthCommand.Grant grant = (HealthCommand.Grant) lines.get(basis).command;
        GrantTerms terms = grant.terms();
        for (Id rid : access.rids()) {
            if (!grant.sid().equals(access.sid())
                    || terms.effect() == Effect.DENY
                    || !concerns(terms, orgId.get(), access.practitioner(), access.purpose())
                    || !inScope(basis, rid, access.sid())
                    || deniedAt(
                            Long.MAX_VALUE, timeMicros, orgId.get(), access.practitioner(), access.purpose(), rid)) {
                return Decision.NOT_PERMITTED;
            }
        }
        if ((access.kind() == AccessKind.DELIVER && !terms.mayKeep()) || timeMicros < terms.fromMicros()) {
            return Decision.NOT_PERMITTED;
        }
        if (revokedBy(grant.gid(), Long.MAX_VALUE) || timeMicros >= terms.untilMicros()) {
            return Decision.ENDED;
        }
        boolean spent = terms.uses().isPresent()
                && uses(grant.gid(), Long.MAX_VALUE) >= terms.uses().getAsInt();
        return spent ? Decision.USED_UP : Decision.PERMITTED;
    }

    /** Was a record readable after the block at this height? */
    boolean wasAllowed(HealthQuery.WasAllowed query) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).command instanceof HealthCommand.Grant grant
                    && lines.get(i).height <= query.height()
                    && grant.terms().effect() == Effect.PERMIT
                    && recordLine(query.rid(), grant.sid()) >= 0
                    && lines.get(recordLine(query.rid(), grant.sid())).height <= query.height()
                    && concerns(
                            grant.terms(),
                            query.reader().orgId(),
                            query.reader().practitioner(),
                            query.purpose())
                    && inScope(i, query.rid(), grant.sid())
                    && grant.terms().fromMicros() <= query.blockTimeMicros()
                    && query.blockTimeMicros() < grant.terms().untilMicros()
                    && !revokedBy(grant.gid(), query.height())
                    && (grant.terms().uses().isEmpty()
                            || uses(grant.gid(), query.height())
                                    < grant.terms().uses().getAsInt())
                    && !deniedAt(
                            query.height(),
                            query.blockTimeMicros(),
                            query.reader().orgId(),
                            query.reader().practitioner(),
                            query.purpose(),
                            query.rid())) {
                return true;
            }
        }
        return false;
    }

    private boolean deniedAt(
            long height, long timeMicros, Id orgId, Optional<PublicKey> person, Purpose purpose, Id rid) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).command instanceof HealthCommand.Grant denial
                    && lines.get(i).height <= height
                    && denial.terms().effect() == Effect.DENY
                    && recordLine(rid, denial.sid()) >= 0
                    && inScope(i, rid, denial.sid())
                    && denial.terms().fromMicros() <= timeMicros
                    && timeMicros < denial.terms().untilMicros()
                    && denial.terms().purposes().contains(purpose)
                    && (concerns(denial.terms(), orgId, person, purpose)
                            || (person.isEmpty()
                                    && denial.terms().grantee().orgId().equals(orgId)))
                    && !revokedBy(denial.gid(), height)) {
                return true;
            }
        }
        return false;
    }

    private static boolean concerns(GrantTerms terms, Id orgId, Optional<PublicKey> person, Purpose purpose) {
        boolean who = terms.grantee() instanceof Grantee.Practitioner one
                ? one.orgId().equals(orgId) && Optional.of(one.key()).equals(person)
                : terms.grantee().orgId().equals(orgId);
        return who && terms.purposes().contains(purpose);
    }

    private boolean inScope(int grantLine, Id rid, Id sid) {
        GrantTerms terms = ((HealthCommand.Grant) lines.get(grantLine).command).terms();
        int written = recordLine(rid, sid);
        if (written > grantLine && !terms.includeNew()) {
            return false;
        }
        Id cid = ((HealthCommand.PutRecord) lines.get(written).command).cid();
        if (terms.scope() instanceof Scope.Compartments compartments) {
            return compartments.cids().contains(cid);
        } else if (terms.scope() instanceof Scope.Records single) {
            return single.rids().contains(rid);
        }
        return true;
    }

    private int recordLine(Id rid, Id sid) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).command instanceof HealthCommand.PutRecord put
                    && put.rid().equals(rid)
                    && put.sid().equals(sid)) {
                return i;
            }
        }
        return -1;
    }

    private int grantLine(Id gid) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).command instanceof HealthCommand.Grant grant
                    && grant.gid().equals(gid)) {
                return i;
            }
        }
        return -1;
    }

    private boolean revokedBy(Id gid, long height) {
        return lines.stream()
                .anyMatch(line -> line.height <= height
                        && line.command instanceof HealthCommand.Revoke revoke
                        && revoke.gid().equals(gid));
    }

    private long uses(Id gid, long height) {
        return lines.stream()
                .filter(line -> line.height <= height
                        && line.permitted
                        && line.command instanceof HealthCommand.Access access
                        && access.basis().equals(new Basis.ByGrant(gid)))
                .count();
    }
}
