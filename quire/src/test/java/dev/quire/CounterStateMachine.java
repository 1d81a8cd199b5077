package dev.quire;

import dev.quire.codec.Bytes;
import dev.quire.spi.state.Outcome;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.state.TxContext;
import java.nio.ByteBuffer;

/** Counts transactions. */
final class CounterStateMachine implements StateMachine {
    static final Bytes COUNT = Bytes.utf8("count");

    @Override
    public int id() {
        return 7;
    }

    @Override
    public String name() {
        return "counter";
    }

    @Override
    public Outcome apply(TxContext context) {
        long before =
                context.get(COUNT).map(bytes -> bytes.asBuffer().getLong()).orElse(0L);
        Bytes after = Bytes.wrap(ByteBuffer.allocate(8).putLong(before + 1).array());
        context.put(COUNT, after);
        return Outcome.applied(after);
    }
}
