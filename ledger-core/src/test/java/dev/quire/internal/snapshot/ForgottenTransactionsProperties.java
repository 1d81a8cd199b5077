package dev.quire.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Block;
import dev.quire.block.Rejection;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.internal.chain.AppliedChain;
import dev.quire.internal.chain.ChainReader;
import dev.quire.internal.chain.PrunedChain;
import dev.quire.internal.execution.BuildRequest;
import dev.quire.internal.execution.DropListener;
import dev.quire.internal.memory.MemoryStateStore;
import dev.quire.spi.state.TxStatus;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore.StoreWrite;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Blocks are dropped while a chain grows: what the index of transactions forgets, and what it may not. */
class ForgottenTransactionsProperties {
    private static final int BLOCKS = 150;
    private static final long MINUTE = 60_000_000;

    /** A transaction with the height of its block. */
    private record Committed(Transaction transaction, long height) {}

    private final List<Committed> all = new ArrayList<>();

    @Property(tries = 5)
    void whatIsForgottenCanNotComeAgainAndIsNeverCalledUnknown(@ForAll long seed) throws Exception {
        all.clear();
        Random random = new Random(seed);
        SnapshotChain chain = new SnapshotChain(seed);
        long dropped = 0;
        for (int i = 0; i < BLOCKS; i++) {
            grow(chain, random.nextInt(6));
            if (random.nextInt(8) == 0) {
                dropped = Math.max(dropped, random.nextLong(chain.executor.appliedHeight() + 1));
                drop(chain.store, dropped);
            }
            check(chain, dropped);
        }
        // All is over; what is of blocks that are here stays.
        long kept = BLOCKS + 1L;
        drop(chain.store, kept);
        for (int i = 0; i < 120; i++) {
            grow(chain, 0);
        }
        grow(chain, 3);
        check(chain, kept);
        assertThat(chain.store.range(Column.TRANSACTIONS, Bytes.EMPTY, Optional.empty(), 10_000))
                .hasSize(3);
        assertThat(tryAgain(chain, all.subList(0, all.size() - 3))).isEqualTo(EnumSet.of(Rejection.EXPIRED));
    }

    private void grow(SnapshotChain chain, int transactions) {
        Block block = chain.grow(transactions);
        block.transactions().forEach(transaction -> all.add(new Committed(transaction, block.height())));
    }

    private static void drop(MemoryStateStore store, long height) {
        PrunedChain pruned = new PrunedChain(store);
        List<StoreWrite> deletes = pruned.deletesBelow(height, 100);
        for (int step = 0; !deletes.isEmpty(); step++) {
            assertThat(step).isLessThan(1_000);
            store.write(store.appliedHeight(), deletes);
            deletes = pruned.deletesBelow(height, 100);
        }
    }

    private void check(SnapshotChain chain, long dropped) {
        ChainReader reader = new ChainReader(chain.store, height -> Optional.empty());
        long minute = new AppliedChain(chain.store).appliedHeader().timeMicros() / MINUTE;
        for (Committed committed : all) {
            Transaction transaction = committed.transaction();
            TxStatus status = reader.status(transaction.id());
            boolean isOver = transaction.validUntilMicros() / MINUTE < minute;
            if (committed.height() >= dropped) {
                assertThat(status).isInstanceOf(TxStatus.Committed.class);
            } else if (isOver) {
                assertThat(status)
                        .isInstanceOfSatisfying(
                                TxStatus.Pruned.class,
                                pruned -> assertThat(pruned.isPossible(transaction.validUntilMicros()))
                                        .isTrue());
            } else {
                assertThat(status).isEqualTo(new TxStatus.Pruned(0));
            }
        }
        // Some of them each time: all would take long.
        List<Committed> some = all.stream()
                .filter(one -> (one.height() + chain.executor.appliedHeight()) % 8 == 0)
                .toList();
        assertThat(tryAgain(chain, some)).isSubsetOf(Rejection.EXPIRED, Rejection.DUPLICATE);
    }

    /** Why none of them enters a block once more. */
    private static Set<Rejection> tryAgain(SnapshotChain chain, List<Committed> again) {
        Set<Rejection> reasons = EnumSet.noneOf(Rejection.class);
        DropListener drops = new DropListener() {
            @Override
            public void rejected(Transaction transaction, Rejection reason) {
                reasons.add(reason);
            }

            @Override
            public void failed(Transaction transaction, RuntimeException failure) {
                throw new AssertionError(failure);
            }
        };
        long wall = new AppliedChain(chain.store).appliedHeader().timeMicros() + 1;
        BuildRequest request = new BuildRequest(
                chain.executor.appliedHash(),
                again.stream().map(Committed::transaction).toList(),
                wall,
                chain.members().members().get(0),
                Optional.empty(),
                true);
        assertThat(chain.executor.build(request, drops))
                .hasValueSatisfying(block -> assertThat(block.transactions()).isEmpty());
        return reasons;
    }
}
