package dev.quire.testkit;

import static dev.quire.testkit.InvariantViolation.require;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.kv.KeyValueCommand;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.spi.ledger.CommittedTransaction;
import dev.quire.testkit.history.Action;
import dev.quire.testkit.history.LinearizabilityChecker;
import dev.quire.testkit.history.Operation;
import dev.quire.testkit.history.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * I7 as the clients see it: their answers alone, with the times at which they asked and were answered, and without the
 * heights, must have an order. The chain is asked only what became of the transactions whose outcome no client knows, and
 * by when: once all faults have ended that is certain.
 */
record ClientsView(History history, CommittedChain chain) {
    /** A history that needs more is given up: that takes a second, and happens to few keys in a thousand worlds. */
    private static final long MAX_CONFIGURATIONS = 200_000;

    /** Returns of how many keys nothing is known, because their histories have too many possible orders. */
    long requireLinearizable() {
        SortedMap<String, Verdict> verdicts = new LinearizabilityChecker(MAX_CONFIGURATIONS).check(operations());
        verdicts.forEach((key, verdict) -> require(
                !(verdict instanceof Verdict.NotLinearizable),
                "the clients' history of key %s is not linearizable: %s",
                key,
                verdict));
        return verdicts.values().stream()
                .filter(Verdict.Undecided.class::isInstance)
                .count();
    }

    private List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (History.Read read : history.reads()) {
            operations.add(new Operation(
                    "read " + operations.size(),
                    read.key().toUtf8(),
                    new Action.Read(read.value().map(Bytes::toUtf8)),
                    read.calledAtMicros(),
                    OptionalLong.of(read.answeredAtMicros())));
        }
        for (History.Operation write : history.operations()) {
            try {
                write(write).ifPresent(operations::add);
            } catch (MalformedException e) {
                throw new IllegalStateException("the clients submit commands, and are answered with values", e);
            }
        }
        return operations;
    }

    private Optional<Operation> write(History.Operation write) throws MalformedException {
        KeyValueCommand command = KeyValueCommand.decode(write.transaction().payload());
        if (write.answer().isPresent()) {
            return Optional.of(
                    operation(write, command, told(command, write.answer().get()), write.answeredAtMicros()));
        }
        // Whoever asks after a node has applied it must see it.
        return chain.transaction(write.transaction().id())
                .filter(CommittedTransaction::applied)
                .map(found -> operation(
                        write, command, asked(command), OptionalLong.of(chain.appliedAtMicros(found.height()))));
    }

    private static Operation operation(
            History.Operation write, KeyValueCommand command, Action action, OptionalLong untilMicros) {
        return new Operation(
                "transaction " + write.transaction().id(),
                command.key().toUtf8(),
                action,
                write.calledAtMicros(),
                untilMicros);
    }

    /** A client is told what its command found: so all of them were compare-and-sets. */
    private static Action told(KeyValueCommand command, CommittedTransaction answer) throws MalformedException {
        if (!answer.applied()) {
            return new Action.Refused(asked(command));
        }
        Optional<String> found =
                KeyValueStateMachine.decodeValue(answer.output()).map(Bytes::toUtf8);
        return new Action.CompareAndSet(found, value(command));
    }

    private static Action asked(KeyValueCommand command) {
        if (command instanceof KeyValueCommand.CompareAndSet cas) {
            return new Action.CompareAndSet(cas.expected().map(Bytes::toUtf8), value(command));
        }
        return command instanceof KeyValueCommand.Delete ? new Action.Delete() : new Action.Write(value(command));
    }

    private static Optional<String> value(KeyValueCommand command) {
        if (command instanceof KeyValueCommand.Put put) {
            return Optional.of(put.value().toUtf8());
        }
        return command instanceof KeyValueCommand.CompareAndSet cas
                ? Optional.of(cas.value().toUtf8())
                : Optional.empty();
    }
}
