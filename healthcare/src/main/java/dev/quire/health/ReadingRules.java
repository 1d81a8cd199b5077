package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.spi.state.Outcome;
import java.util.Optional;

/** Asking a patient for permission, and asking to read. */
final class ReadingRules {
    /** How often an organisation asks one subject on one day (UTC). */
    static final int MAX_REQUESTS_PER_DAY = 5;

    private ReadingRules() {}

    static Outcome apply(ReadingCommand command, HealthTransaction tx) throws RefusedException {
        if (command instanceof ReadingCommand.Access access) {
            return access(access, tx);
        } else if (command instanceof ReadingCommand.RequestAccess request) {
            request(request, tx);
        } else if (command instanceof ReadingCommand.AnswerRequest answer) {
            answer(answer, tx);
        }
        return Outcome.applied();
    }

    private static void request(ReadingCommand.RequestAccess command, HealthTransaction tx) throws RefusedException {
        Id orgId = tx.requireGateway();
        SubjectEntry subject = tx.requireSubject(command.sid());
        tx.require(subject.status() == SubjectStatus.ACTIVE, Refusal.SUBJECT_NOT_ACTIVE);
        tx.requireValid(orgId, command.pracId());
        tx.require(tx.request(command.qid()).isEmpty(), Refusal.REQUEST_EXISTS);
        tx.require(pending(orgId, command.sid(), tx).isEmpty(), Refusal.REQUEST_PENDING);
        Bytes countKey = StateKeys.requestsToday(orgId, command.sid());
        DailyCount count = tx.count(countKey, tx.nowMicros());
        tx.require(count.count() < MAX_REQUESTS_PER_DAY, Refusal.TOO_MANY_REQUESTS);
        RequestEntry request = new RequestEntry(command, orgId, tx.position(), tx.nowMicros(), Optional.empty());
        tx.put(request);
        tx.put(countKey, count.plusOne().encoded());
        tx.put(StateKeys.openRequest(orgId, command.sid()), command.qid().bytes());
        tx.index(StateKeys.indexed(StateKeys.requestsTo(command.sid()), request.asked(), command.qid()));
        tx.index(StateKeys.indexed(StateKeys.requestsBy(orgId), request.asked(), command.qid()));
        tx.emit("request", command.sid(), command.qid());
    }

    private static Optional<RequestEntry> pending(Id orgId, Id sid, HealthTransaction tx) {
        return tx.value(StateKeys.openRequest(orgId, sid))
                .flatMap(qid -> tx.request(new Id(qid)))
                .filter(request -> request.isOpen(tx.nowMicros()));
    }

    private static void answer(ReadingCommand.AnswerRequest command, HealthTransaction tx) throws RefusedException {
        RequestEntry request = tx.require(tx.request(command.qid()), Refusal.REQUEST_UNKNOWN);
        tx.requirePatient(request.sid());
        tx.require(request.isOpen(tx.nowMicros()), Refusal.REQUEST_CLOSED);
        if (command.gid().isPresent()) {
            Optional<GrantEntry> grant = tx.grant(command.gid().get())
                    .filter(found -> found.sid().equals(request.sid()))
                    .filter(found -> found.terms().effect() == Effect.PERMIT)
                    .filter(found -> found.terms().grantee().orgId().equals(request.orgId()));
            tx.require(grant.isPresent(), Refusal.GRANT_UNKNOWN);
        }
        tx.put(request.with(new RequestEntry.Answer(command.gid(), tx.position())));
        tx.delete(StateKeys.openRequest(request.orgId(), request.sid()));
        tx.emit("answer", request.sid(), request.qid());
    }

    /** Whatever is decided is written down; a request that comes once more has its decision already. */
    private static Outcome access(ReadingCommand.Access command, HealthTransaction tx) throws RefusedException {
        SubjectEntry subject = tx.requireSubject(command.sid());
        Optional<Id> orgId = tx.memberOfGateway(tx.sender());
        boolean self = command.basis() instanceof Basis.Self && subject.isSignedBy(tx.sender());
        tx.require(orgId.isPresent() || self, Refusal.NOT_GATEWAY);
        Optional<AccessEntry> before = tx.access(command.aid());
        if (before.filter(entry -> entry.isRetriedBy(command, orgId, tx.sender(), tx.nowMicros()))
                .isPresent()) {
            return Outcome.applied(before.get().decision().encoded());
        }
        tx.require(before.isEmpty(), Refusal.ACCESS_EXISTS);
        AccessCase accessCase = new AccessCase(command, subject, orgId, tx.sender(), tx, tx.nowMicros());
        Decision decision = accessCase.decide(tx::enforces);
        if (decision.permitted()) {
            accessCase.take(tx);
        }
        write(command, orgId, accessCase.deadlineMicros(), decision, tx);
        return Outcome.applied(decision.encoded());
    }

    private static void write(
            ReadingCommand.Access command,
            Optional<Id> orgId,
            long deadlineMicros,
            Decision decision,
            HealthTransaction tx) {
        AccessEntry access =
                new AccessEntry(command, orgId, tx.sender(), tx.position(), tx.nowMicros(), deadlineMicros, decision);
        tx.put(access);
        if (!tx.isUsed(command.oneTimeKey())) {
            tx.put(StateKeys.oneTimeKey(command.oneTimeKey()), command.aid().bytes());
        }
        tx.index(StateKeys.indexed(StateKeys.accessesOf(command.sid()), access.asked(), command.aid()));
        orgId.ifPresent(id -> tx.index(StateKeys.indexed(StateKeys.accessesBy(id), access.asked(), command.aid())));
        tx.emit("access", command.sid(), command.aid());
    }
}
