package dev.quire.testkit;

import dev.quire.codec.Bytes;
import dev.quire.crypto.Signer;
import dev.quire.spi.state.StateMachine;
import java.util.function.Function;

/** What a test needs to know of a plugin. */
public interface PluginUnderTest {
    /** A new machine, for a node that starts. Called for every node at each of its starts. */
    StateMachine newStateMachine();

    /**
     * The payload that the plugin's genesis is given.
     *
     * @param signers gives for each name the key that the test's transactions are signed with under that name
     */
    default Bytes genesisPayload(Function<String, Signer> signers) {
        return Bytes.EMPTY;
    }
}
