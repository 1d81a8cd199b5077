package dev.quire;

import dev.quire.codec.Bytes;
import dev.quire.spi.state.Outcome;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.state.TxContext;
import java.nio.ByteBuffer;
import java.util.Random;

/** Makes large values of small transactions, so that a snapshot of few blocks has many chunks. */
final class BulkStateMachine implements StateMachine {
    static final int ID = 9;
    private static final int KEYS = 400;
    private static final int VALUE_BYTES = 24_000;

    @Override
    public int id() {
        return ID;
    }

    @Override
    public String name() {
        return "bulk";
    }

    @Override
    public Outcome apply(TxContext context) {
        int number = context.payload().asBuffer().getInt();
        byte[] value = new byte[VALUE_BYTES];
        new Random(number).nextBytes(value);
        context.put(payload(number % KEYS, 0), Bytes.wrap(value));
        return Outcome.applied(Bytes.EMPTY);
    }

    /** @param more bytes behind the number, which fill the journal */
    static Bytes payload(int number, int more) {
        return Bytes.wrap(
                ByteBuffer.allocate(Integer.BYTES + more).putInt(number).array());
    }
}
