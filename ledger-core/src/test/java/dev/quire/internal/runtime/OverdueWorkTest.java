package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Parameters;
import dev.quire.block.Transaction;
import dev.quire.internal.mempool.Mempool;
import dev.quire.internal.mempool.MempoolLimits;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverdueWorkTest {
    private static final long PATIENCE = OverdueWork.FIRST_PATIENCE_MICROS;

    private final Mempool mempool = new Mempool(MempoolLimits.defaults());
    private final OverdueWork overdue = new OverdueWork(mempool, Parameters.defaults());

    @Test
    void nothingIsOverdueWhileNothingWaits() {
        assertThat(overdue.look(9 * PATIENCE, 0)).isFalse();
        assertThat(overdue.nextLookMicros()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void anOldTransactionIsToldOncePerPatience() {
        WaitingTransactions.add(mempool, 1, 100);
        assertThat(overdue.look(200, 0)).isFalse();
        assertThat(overdue.nextLookMicros()).isEqualTo(100 + PATIENCE);
        assertThat(overdue.look(100 + PATIENCE, 0)).isTrue();
        assertThat(overdue.look(101 + PATIENCE, 0)).isFalse();
    }

    @Test
    void aNewLeaderHasTimeOfItsOwnAndMoreOfItAfterEachFailure() {
        WaitingTransactions.add(mempool, 1, 0);
        assertThat(overdue.look(PATIENCE, 0)).isTrue();
        assertThat(overdue.look(PATIENCE + 1, 1)).isFalse();
        assertThat(overdue.look(2 * PATIENCE + 1, 1)).isFalse();
        assertThat(overdue.look(3 * PATIENCE + 1, 1)).isTrue();
    }

    @Test
    void whenTheSuspectedOneIsGoneAllIsForgotten() {
        Transaction first = WaitingTransactions.add(mempool, 1, 0);
        assertThat(overdue.look(PATIENCE, 0)).isTrue();
        mempool.forget(first.id());
        WaitingTransactions.add(mempool, 2, PATIENCE + 1);
        assertThat(overdue.look(2 * PATIENCE, 0)).isFalse();
        assertThat(overdue.look(2 * PATIENCE + 1, 0)).isTrue();
    }

    @Test
    void behindFullBlocksNobodyIsSuspected() {
        Parameters tiny = new Parameters(1, Parameters.defaults().maxBlockBytes(), 1, 0, 0);
        OverdueWork busy = new OverdueWork(mempool, tiny);
        Transaction first = WaitingTransactions.add(mempool, 1, 0);
        busy.applied(RuntimeBlocks.block(1, 0, List.of(first)));
        assertThat(busy.look(PATIENCE, 0)).isFalse();
        busy.applied(RuntimeBlocks.block(2, 0));
        assertThat(busy.look(2 * PATIENCE, 0)).as("an empty block had room").isTrue();
    }
}
