package dev.quire.testkit;

import static dev.quire.testkit.InvariantViolation.require;

import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.kv.KeyValueCommand;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.spi.ledger.CommittedBlock;
import dev.quire.spi.ledger.CommittedTransaction;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The slow and obvious ledger: a map, and the committed commands one after the other. */
final class KeyValueModel {
    private final TreeMap<Bytes, Bytes> state = new TreeMap<>();

    SortedMap<Bytes, Bytes> state() {
        return state;
    }

    /** Executes the block and compares every result with what the nodes recorded. */
    void apply(CommittedBlock block) {
        List<Transaction> transactions = block.block().transactions();
        require(transactions.size() == block.results().size(), "block %d has not one result each", block.height());
        for (int i = 0; i < transactions.size(); i++) {
            apply(transactions.get(i), block.results().get(i));
        }
    }

    private void apply(Transaction transaction, CommittedTransaction result) {
        KeyValueCommand command;
        try {
            command = KeyValueCommand.decode(transaction.payload());
        } catch (MalformedException e) {
            throw new IllegalStateException("the clients submit commands only", e);
        }
        Optional<Bytes> before = Optional.ofNullable(state.get(command.key()));
        int refusal = refusal(command, before);
        require(
                result.id().equals(transaction.id()) && result.outcomeCode() == refusal,
                "%s over %s is refused with %d, not as recorded: %s",
                command,
                before,
                refusal,
                result);
        if (refusal != 0) {
            return;
        }
        try {
            require(
                    KeyValueStateMachine.decodeValue(result.output()).equals(before),
                    "%s found %s, but recorded is %s",
                    command,
                    before,
                    result);
        } catch (MalformedException e) {
            throw new IllegalStateException("an output is no value: " + result, e);
        }
        execute(command);
    }

    private static int refusal(KeyValueCommand command, Optional<Bytes> before) {
        if (command instanceof KeyValueCommand.CompareAndSet cas) {
            boolean fits = before.equals(cas.expected());
            return fits ? 0 : before.isEmpty() ? KeyValueStateMachine.ABSENT : KeyValueStateMachine.MISMATCH;
        }
        return command instanceof KeyValueCommand.Delete && before.isEmpty() ? KeyValueStateMachine.ABSENT : 0;
    }

    private void execute(KeyValueCommand command) {
        if (command instanceof KeyValueCommand.Put put) {
            state.put(put.key(), put.value());
        } else if (command instanceof KeyValueCommand.CompareAndSet cas) {
            state.put(cas.key(), cas.value());
        } else {
            state.remove(command.key());
        }
    }
}
