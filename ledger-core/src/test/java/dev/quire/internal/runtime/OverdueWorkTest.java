package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Parameters;
import dev.quire.block.Transaction;
import dev.quire.internal.mempool.Mempool;
import dev.quire.internal.mempool.MempoolLimits;
import dev.quire.spi.consensus.Input;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OverdueWorkTest {
    private static final long PATIENCE = OverdueWork.FIRST_PATIENCE_MICROS;

    private final Mempool mempool = new Mempool(MempoolLimits.defaults());
    private final OverdueWork overdue = new OverdueWork(mempool, Parameters.defaults());

    private static final Optional<Input> NOTHING = Optional.empty();
    private static final Optional<Input> OVERDUE = Optional.of(new Input.WorkWaiting(true));
    private static final Optional<Input> PASSED_OVER = Optional.of(new Input.WorkPassedOver());

    @Test
    void nothingIsOverdueWhileNothingWaits() {
        assertThat(overdue.look(9 * PATIENCE, 0)).isEqualTo(NOTHING);
        assertThat(overdue.nextLookMicros()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void anOldTransactionIsToldOncePerPatience() {
        WaitingTransactions.add(mempool, 1, 100);
        assertThat(overdue.look(200, 0)).isEqualTo(NOTHING);
        assertThat(overdue.nextLookMicros()).isEqualTo(100 + PATIENCE);
        assertThat(overdue.look(100 + PATIENCE, 0)).isEqualTo(OVERDUE);
        assertThat(overdue.look(101 + PATIENCE, 0)).isEqualTo(NOTHING);
    }

    @Test
    void aNewLeaderHasTimeOfItsOwnAndMoreOfItAfterEachFailure() {
        WaitingTransactions.add(mempool, 1, 0);
        assertThat(overdue.look(PATIENCE, 0)).isEqualTo(OVERDUE);
        assertThat(overdue.look(PATIENCE + 1, 1)).isEqualTo(NOTHING);
        assertThat(overdue.look(2 * PATIENCE + 1, 1)).isEqualTo(NOTHING);
        assertThat(overdue.look(3 * PATIENCE + 1, 1)).isEqualTo(OVERDUE);
    }

    @Test
    void whenTheSuspectedOneIsGoneAllIsForgotten() {
        Transaction first = WaitingTransactions.add(mempool, 1, 0);
        assertThat(overdue.look(PATIENCE, 0)).isEqualTo(OVERDUE);
        mempool.forget(first.id());
        WaitingTransactions.add(mempool, 2, PATIENCE + 1);
        assertThat(overdue.look(2 * PATIENCE, 0)).isEqualTo(NOTHING);
        assertThat(overdue.look(2 * PATIENCE + 1, 0)).isEqualTo(OVERDUE);
    }

    @Test
    void behindFullBlocksNobodyIsSuspected() {
        Parameters tiny = new Parameters(1, Parameters.defaults().maxBlockBytes(), 1, 0, 0);
        OverdueWork busy = new OverdueWork(mempool, tiny);
        Transaction first = WaitingTransactions.add(mempool, 1, 0);
        busy.applied(RuntimeBlocks.block(1, 0, List.of(first)));
        assertThat(busy.look(PATIENCE, 0)).contains(new Input.WorkWaiting(false));
        busy.applied(RuntimeBlocks.block(2, 0));
        assertThat(busy.look(2 * PATIENCE, 0)).as("an empty block had room").isEqualTo(OVERDUE);
    }

    private void roomyBlocks(int from, int count) {
        for (int i = 0; i < count; i++) {
            overdue.applied(RuntimeBlocks.block(from + i, 0));
        }
    }

    @Test
    void whoMakesBlocksWithRoomButWithoutItPassesItOver() {
        WaitingTransactions.add(mempool, 1, 0);
        roomyBlocks(1, 9);
        assertThat(overdue.look(PATIENCE, 0)).isEqualTo(OVERDUE);
        roomyBlocks(10, 2);
        assertThat(overdue.look(2 * PATIENCE, 0))
                .as("those may have been on their way")
                .isEqualTo(OVERDUE);
        roomyBlocks(12, 1);
        assertThat(overdue.look(9 * PATIENCE, 0)).isEqualTo(PASSED_OVER);
        roomyBlocks(13, 9);
        assertThat(overdue.look(10 * PATIENCE, 1)).as("that was another leader").isEqualTo(NOTHING);
        assertThat(overdue.look(99 * PATIENCE, 1)).isEqualTo(OVERDUE);
    }

    @Test
    void fullBlocksExcuseNoLongerThanABacklogCanBe() {
        Parameters tiny = new Parameters(1, Parameters.defaults().maxBlockBytes(), 1, 0, 0);
        Mempool small = new Mempool(new MempoolLimits(1 << 20, 3, 3));
        OverdueWork busy = new OverdueWork(small, tiny);
        WaitingTransactions.add(small, 1, 0);
        Transaction other = WaitingTransactions.add(mempool, 2, 0);
        for (int height = 1; height <= 5; height++) {
            busy.applied(RuntimeBlocks.block(height, 0, List.of(other)));
            assertThat(busy.look(height * PATIENCE, 0))
                    .contains(height < 5 ? new Input.WorkWaiting(false) : new Input.WorkPassedOver());
        }
    }
}
