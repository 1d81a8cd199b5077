package dev.quire.testkit;

import dev.quire.block.Block;
import dev.quire.block.Genesis;
import dev.quire.crypto.SignatureScheme;
import dev.quire.internal.execution.BlockExecutor;
import dev.quire.internal.memory.MemoryStateStore;
import dev.quire.spi.consensus.Verdict;
import dev.quire.spi.state.StateMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalInt;

/** I5 for any plugin: new machines that execute the chain from genesis come to the roots that its headers name. */
final class Replay {
    private Replay() {}

    static void require(Genesis genesis, List<StateMachine> machines, SignatureScheme scheme, List<Block> chain) {
        try {
            BlockExecutor executor = new BlockExecutor(
                    genesis, machines, new MemoryStateStore(), transactions -> OptionalInt.empty(), scheme);
            for (Block block : chain) {
                Verdict verdict = executor.validateJournaled(block);
                InvariantViolation.require(
                        verdict instanceof Verdict.Valid,
                        "executed once more from genesis, block %d is not valid: %s",
                        block.height(),
                        verdict);
                executor.commit(block.hash());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a store in memory needs no disk", e);
        }
    }
}
