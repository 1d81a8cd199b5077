package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Block;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BlocksTest {
    private static final Block GENESIS = RuntimeBlocks.block(0, 0);

    private long storedHeight;
    private final Blocks blocks = new Blocks(GENESIS, BlocksTest::journaled, () -> storedHeight);

    private static CompletableFuture<Optional<Block>> journaled(long height) {
        return CompletableFuture.completedFuture(Optional.of(RuntimeBlocks.block(height, 0)));
    }

    @Test
    void genesisAndWhatIsAppliedAreThere() {
        storedHeight = 2;
        blocks.applied(RuntimeBlocks.block(2, 1));
        assertThat(blocks.at(0).join()).contains(GENESIS);
        assertThat(blocks.at(1).join()).contains(RuntimeBlocks.block(1, 0));
        assertThat(blocks.at(2).join()).as("from memory").contains(RuntimeBlocks.block(2, 1));
    }

    /** Its certificate and its state can be read by then, and a proof of them needs the header. */
    @Test
    void blockIsThereAsSoonAsItIsStoredThoughNobodyHasBeenTold() {
        storedHeight = 1;
        assertThat(blocks.at(1).join()).isPresent();
    }

    @Test
    void whatIsOnlyJournaledIsNot() {
        storedHeight = 1;
        assertThat(blocks.at(2).join()).isEmpty();
        assertThat(blocks.at(-1).join()).isEmpty();
    }
}
