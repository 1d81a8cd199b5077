package dev.quire.health;

import dev.quire.spi.state.Outcome;
import dev.quire.spi.state.TxContext;
import java.util.Optional;

/** What is written about a subject, and by whom. */
final class RecordRules {
    private RecordRules() {}

    static Outcome apply(HealthCommand.PutRecord command, HealthState state, TxContext context) {
        Optional<Id> author = state.memberOfGateway(context.sender());
        if (author.isEmpty()) {
            return Refusal.NOT_GATEWAY.outcome();
        }
        Optional<SubjectEntry> subject = state.subject(command.sid());
        if (subject.isEmpty()) {
            return Refusal.SUBJECT_UNKNOWN.outcome();
        }
        if (!subject.get().writer().equals(author.get())) {
            return Refusal.NOT_WRITER.outcome();
        }
        if (state.record(command.rid()).isPresent()) {
            return Refusal.RECORD_EXISTS.outcome();
        }
        Optional<RecordEntry> before = command.supersedes().flatMap(state::record);
        if (command.supersedes().isPresent()) {
            if (before.filter(record -> isNewest(record, command)).isEmpty()) {
                return Refusal.NOT_NEWEST.outcome();
            }
            RecordEntry superseded = before.get().supersededBy(command.rid());
            context.put(StateKeys.record(superseded.rid()), superseded.encoded());
        }
        write(command, author.get(), context);
        return Outcome.applied();
    }

    private static boolean isNewest(RecordEntry record, HealthCommand.PutRecord next) {
        return record.sid().equals(next.sid())
                && record.supersededBy().isEmpty()
                && record.terms().version() == next.version() - 1;
    }

    private static void write(HealthCommand.PutRecord command, Id author, TxContext context) {
        RecordEntry record = new RecordEntry(
                command,
                author,
                context.sender(),
                RecordStatus.ACTIVE,
                Optional.empty(),
                Position.of(context),
                context.blockTimeMicros());
        context.put(StateKeys.record(command.rid()), record.encoded());
        context.put(
                StateKeys.indexed(StateKeys.records(command.sid(), command.cid()), record.written(), command.rid()),
                HealthStateMachine.PRESENT);
        context.emit("record", command.sid().bytes().concat(command.rid().bytes()));
    }
}
