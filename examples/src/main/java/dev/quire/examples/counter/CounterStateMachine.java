package dev.quire.examples.counter;

import dev.quire.codec.Bytes;
import dev.quire.spi.state.Outcome;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.state.TxContext;
import java.nio.ByteBuffer;

/** A plugin that counts its transactions: the whole of it. */
public final class CounterStateMachine implements StateMachine {
    /** The number that transactions name it by. */
    public static final int ID = 100;
    /** The key of the only value that it keeps: eight bytes, big-endian. */
    public static final Bytes COUNT = Bytes.utf8("count");

    @Override
    public int id() {
        return ID;
    }

    @Override
    public String name() {
        return "counter";
    }

    @Override
    public Outcome apply(TxContext context) {
        long before =
                context.get(COUNT).map(value -> value.asBuffer().getLong()).orElse(0L);
        Bytes after =
                Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(before + 1).array());
        context.put(COUNT, after);
        return Outcome.applied(after);
    }
}
