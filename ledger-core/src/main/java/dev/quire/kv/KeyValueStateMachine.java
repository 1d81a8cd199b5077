package dev.quire.kv;

import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.spi.state.Outcome;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.state.StateView;
import dev.quire.spi.state.TxContext;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A map of small values that everyone may write. Payloads are {@link KeyValueCommand}s. The output of a command is the
 * value before it, in the form of {@link #decodeValue}; a query is a key, its answer the value in the same form.
 */
public final class KeyValueStateMachine implements StateMachine {
    /** The number that transactions name it by. */
    public static final int ID = 1;

    /** Refusal: a compare-and-set found another value, or one where none was expected. */
    public static final int MISMATCH = 1;
    /** Refusal: a delete or a compare-and-set that expects a value found none. */
    public static final int ABSENT = 2;
    /** Refusal: the payload is not a command. */
    public static final int MALFORMED = 3;
    /** Refusal: the key is empty or longer than 64 bytes, or the value longer than 64 KiB. */
    public static final int TOO_LARGE = 4;

    @Override
    public int id() {
        return ID;
    }

    @Override
    public String name() {
        return "kv";
    }

    @Override
    public void genesis(Bytes payload, TxContext context) {
        if (!payload.isEmpty()) {
            throw new IllegalArgumentException("the key-value plugin starts empty: its genesis payload must be empty");
        }
    }

    @Override
    public OptionalInt check(Transaction transaction, StateView state) {
        try {
            return violation(KeyValueCommand.decode(transaction.payload()));
        } catch (MalformedException e) {
            return OptionalInt.of(MALFORMED);
        }
    }

    @Override
    public Outcome apply(TxContext context) {
        KeyValueCommand command;
        try {
            command = KeyValueCommand.decode(context.payload());
        } catch (MalformedException e) {
            return Outcome.refused(MALFORMED);
        }
        OptionalInt violation = violation(command);
        return violation.isPresent() ? Outcome.refused(violation.getAsInt()) : execute(command, context);
    }

    private static Outcome execute(KeyValueCommand command, TxContext context) {
        Optional<Bytes> before = context.get(command.key());
        if (command instanceof KeyValueCommand.Put put) {
            context.put(put.key(), put.value());
        } else if (command instanceof KeyValueCommand.CompareAndSet cas) {
            if (!before.equals(cas.expected())) {
                return Outcome.refused(before.isEmpty() ? ABSENT : MISMATCH);
            }
            context.put(cas.key(), cas.value());
        } else {
            if (before.isEmpty()) {
                return Outcome.refused(ABSENT);
            }
            context.delete(command.key());
        }
        return Outcome.applied(encodeValue(before));
    }

    private static OptionalInt violation(KeyValueCommand command) {
        int valueSize = 0;
        if (command instanceof KeyValueCommand.Put put) {
            valueSize = put.value().size();
        } else if (command instanceof KeyValueCommand.CompareAndSet cas) {
            valueSize = cas.value().size();
        }
        int keySize = command.key().size();
        boolean fits =
                keySize >= 1 && keySize <= KeyValueCommand.MAX_KEY_SIZE && valueSize <= KeyValueCommand.MAX_VALUE_SIZE;
        return fits ? OptionalInt.empty() : OptionalInt.of(TOO_LARGE);
    }

    /** Answers with the value of the key that {@code request} is. */
    @Override
    public Bytes query(Bytes request, StateView state) {
        if (request.isEmpty() || request.size() > KeyValueCommand.MAX_KEY_SIZE) {
            throw new IllegalArgumentException("a query is a key of 1 to 64 bytes, not of " + request.size());
        }
        return encodeValue(state.get(request));
    }

    private static Bytes encodeValue(Optional<Bytes> value) {
        CanonicalWriter out = new CanonicalWriter().u8(value.isPresent() ? 1 : 0);
        value.ifPresent(out::bytes);
        return out.toBytes();
    }

    /**
     * Reads an output or an answer: uint8 0 for an absent value, or uint8 1 and the value as length-prefixed bytes.
     */
    public static Optional<Bytes> decodeValue(Bytes encoded) throws MalformedException {
        CanonicalReader in = new CanonicalReader("value", encoded);
        Optional<Bytes> value = in.flag() ? Optional.of(in.bytes(in.remaining())) : Optional.empty();
        in.end();
        return value;
    }
}
