package dev.quire.testkit;

import static dev.quire.testkit.InvariantViolation.require;

import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.spi.ledger.CommittedTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What the clients asked and what they were told, and in which order in real time. */
final class History {
    /** Where in the chain: what is later is greater. */
    record Position(long height, int index) implements Comparable<Position> {
        static final Position START = new Position(0, 0);

        @Override
        public int compareTo(Position other) {
            return height != other.height ? Long.compare(height, other.height) : Integer.compare(index, other.index);
        }

        static Position of(CommittedTransaction transaction) {
            return new Position(transaction.height(), transaction.index());
        }
    }

    /** A transaction that was submitted, perhaps at several nodes. */
    static final class Operation {
        private final Transaction transaction;
        private final Position after;
        private final long calledAtMicros;
        private @Nullable CommittedTransaction answer;
        private OptionalLong answeredAtMicros = OptionalLong.empty();

        private Operation(Transaction transaction, Position after, long calledAtMicros) {
            this.transaction = transaction;
            this.after = after;
            this.calledAtMicros = calledAtMicros;
        }

        Transaction transaction() {
            return transaction;
        }

        Optional<CommittedTransaction> answer() {
            return Optional.ofNullable(answer);
        }

        long calledAtMicros() {
            return calledAtMicros;
        }

        /** When the first answer came; empty: none has. */
        OptionalLong answeredAtMicros() {
            return answeredAtMicros;
        }
    }

    /** A read that was answered: what the key held at a height. */
    record Read(long height, Bytes key, Optional<Bytes> value, long calledAtMicros, long answeredAtMicros) {}

    private final LongSupplier nowMicros;
    private final List<Operation> operations = new ArrayList<>();
    private final List<Read> reads = new ArrayList<>();
    private Position newestAcknowledged = Position.START;

    /** @param nowMicros the virtual time, which all clients share */
    History(LongSupplier nowMicros) {
        this.nowMicros = nowMicros;
    }

    List<Operation> operations() {
        return operations;
    }

    List<Read> reads() {
        return reads;
    }

    /** The newest place in the chain that any client was told of. */
    Position newestAcknowledged() {
        return newestAcknowledged;
    }

    Operation submitted(Transaction transaction) {
        Operation operation = new Operation(transaction, newestAcknowledged, nowMicros.getAsLong());
        operations.add(operation);
        return operation;
    }

    /** A node says what became of it. Real time order: it stands behind all that was acknowledged before it began. */
    void acknowledged(Operation operation, CommittedTransaction answer) {
        require(
                operation.answer == null || operation.answer.equals(answer),
                "a client was told two stories: %s and %s",
                String.valueOf(operation.answer),
                answer);
        Position place = Position.of(answer);
        require(
                place.compareTo(operation.after) > 0,
                "the transaction at %s began after the one at %s was acknowledged",
                place,
                operation.after);
        if (operation.answer == null) {
            operation.answeredAtMicros = OptionalLong.of(nowMicros.getAsLong());
        }
        operation.answer = answer;
        newestAcknowledged = place.compareTo(newestAcknowledged) > 0 ? place : newestAcknowledged;
    }

    void read(Read read) {
        reads.add(read);
    }
}
