package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BlockFeedTest {
    private final List<Long> delivered = new ArrayList<>();
    private final BlockFeed feed =
            new BlockFeed(this::block, height -> Optional.of(List.of()), this::appliedHeight, Runnable::run);
    private long appliedHeight;
    private long prunedHeight;
    /** What another thread does just when one looks how far the blocks go. */
    private Runnable meanwhile = () -> {};

    private CompletableFuture<Optional<Block>> block(long height) {
        boolean there = prunedHeight < height && height <= appliedHeight;
        return CompletableFuture.completedFuture(
                there ? Optional.of(RuntimeBlocks.block(height, 0)) : Optional.empty());
    }

    private long appliedHeight() {
        Runnable once = meanwhile;
        meanwhile = () -> {};
        once.run();
        return appliedHeight;
    }

    private void subscribe(long fromHeight) {
        var unused = feed.subscribe(fromHeight, block -> delivered.add(block.height()));
    }

    private void apply(long height) {
        appliedHeight = height;
        feed.applied();
    }

    @Test
    void everyBlockComesOnceAndInOrder() {
        apply(2);
        subscribe(1);
        apply(3);
        apply(6);
        assertThat(delivered).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    /** Two threads wake the subscription for the same block, and one is overtaken by the other. */
    @Test
    void blockThatAnotherThreadHasDeliveredMeanwhileIsNotTakenForPruned() {
        subscribe(1);
        meanwhile = feed::applied;
        apply(1);
        apply(2);
        assertThat(delivered).containsExactly(1L, 2L);
    }

    @Test
    void subscriptionEndsAtABlockThatIsPruned() {
        prunedHeight = 3;
        apply(5);
        subscribe(3);
        subscribe(4);
        assertThat(delivered).containsExactly(4L, 5L);
    }
}
