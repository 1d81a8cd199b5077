package dev.quire.testkit;

import dev.quire.spi.state.Outcome;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.state.TxContext;

/** Lets a transaction commit that no plugin under test hears of: so it is seen whether a cluster goes on. */
final class ProbeStateMachine implements StateMachine {
    /** The highest there is. */
    static final int ID = 65_535;

    @Override
    public int id() {
        return ID;
    }

    @Override
    public String name() {
        return "probe";
    }

    @Override
    public Outcome apply(TxContext context) {
        return Outcome.applied();
    }
}
