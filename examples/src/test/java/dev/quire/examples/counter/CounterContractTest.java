package dev.quire.examples.counter;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.spi.state.StateMachine;
import dev.quire.testkit.junit.StateMachineContract;
import java.util.Collections;
import java.util.List;

/** What every plugin keeps, for the counter (docs/testing-plugins.md). */
class CounterContractTest extends StateMachineContract {
    private static final PublicKey ALICE = signer("alice").publicKey();

    @Override
    public StateMachine newStateMachine() {
        return new CounterStateMachine();
    }

    @Override
    protected List<List<Command>> histories() {
        return List.of(Collections.nCopies(100, new Command(ALICE, Bytes.EMPTY)));
    }

    @Override
    protected boolean dependsOnBlocks() {
        return false;
    }
}
