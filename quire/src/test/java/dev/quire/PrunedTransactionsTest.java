package dev.quire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Block;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.block.PluginVersion;
import dev.quire.block.Rejection;
import dev.quire.block.Signature;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.AppliedChain;
import dev.quire.internal.chain.PrunedChain;
import dev.quire.internal.execution.BlockExecutor;
import dev.quire.internal.execution.BuildRequest;
import dev.quire.internal.execution.DropListener;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore.StoreWrite;
import dev.quire.storage.RocksDbResources;
import dev.quire.storage.RocksDbStateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With dropped blocks the index of transactions goes too, and the directory of the state gets smaller by it. */
class PrunedTransactionsTest implements DropListener {
    private static final long START = 1_700_000_000_000_000L;
    private static final long SECOND = 1_000_000;
    private static final int BLOCKS = 120;
    private static final int TRANSACTIONS = 200;
    /** With each block only some of what has expired goes. */
    private static final int BLOCKS_AFTERWARDS = 250;
    /** Ids are random: no table has fewer bytes than they. */
    private static final long ALL_IDS_BYTES = (long) BLOCKS * TRANSACTIONS * Hash.SIZE;

    @TempDir
    private Path root;

    private final Ed25519Key key = Ed25519Key.generate(new SecureRandom());
    private int number;

    @Test
    void theDirectoryShrinksByTheIndexOfWhatWasDropped() throws Exception {
        Path state = root.resolve("state");
        try (RocksDbResources memory = new RocksDbResources(32 << 20, 8 << 20);
                RocksDbStateStore store = RocksDbStateStore.open(state, memory)) {
            BlockExecutor executor = executor(store);
            List<Block> blocks = new ArrayList<>();
            for (int i = 0; i < BLOCKS; i++) {
                blocks.add(grow(executor, TRANSACTIONS));
            }
            store.flush();
            assertThat(store.columnBytes(Column.TRANSACTIONS)).isGreaterThan(ALL_IDS_BYTES);
            long before = FileTree.bytes(FileTree.files(state));
            // Blocks come every second, so the last minute's transactions may come again for a while.
            drop(store, BLOCKS + 1L);
            assertThat(new AppliedChain(store).location(last(blocks).id())).isPresent();
            assertThat(new AppliedChain(store)
                            .location(blocks.get(0).transactions().get(0).id()))
                    .isEmpty();
            for (int i = 0; i < BLOCKS_AFTERWARDS; i++) {
                grow(executor, 1);
            }
            giveBack(store);
            assertThat(new AppliedChain(store).location(last(blocks).id())).isEmpty();
            assertThat(store.columnBytes(Column.TRANSACTIONS)).isLessThan(ALL_IDS_BYTES / 20);
            assertThat(FileTree.bytes(FileTree.files(state))).isLessThan(before - ALL_IDS_BYTES);
            System.out.println("state directory of " + BLOCKS * TRANSACTIONS + " transactions: " + before
                    + " bytes, after all their blocks were dropped: " + FileTree.bytes(FileTree.files(state)));
        }
    }

    private static Transaction last(List<Block> blocks) {
        return blocks.get(BLOCKS - 1).transactions().get(TRANSACTIONS - 1);
    }

    private static void drop(RocksDbStateStore store, long height) throws IOException {
        PrunedChain pruned = new PrunedChain(store);
        for (List<StoreWrite> deletes = pruned.deletesBelow(height, 1_000);
                !deletes.isEmpty();
                deletes = pruned.deletesBelow(height, 1_000)) {
            store.write(store.appliedHeight(), deletes);
        }
        pruned.giveBack(store, height);
    }

    private static void giveBack(RocksDbStateStore store) throws IOException {
        store.flush();
        if (store.wastesSpace()) {
            store.giveBack();
        }
    }

    private BlockExecutor executor(RocksDbStateStore store) throws IOException {
        CounterStateMachine plugin = new CounterStateMachine();
        Genesis genesis = new Genesis(
                "pruned",
                START,
                Bytes.wrap(new byte[16]),
                MemberSet.of(ConsensusMode.CFT, List.of(key.publicKey())),
                Parameters.defaults(),
                List.of(new Genesis.PluginGenesis(new PluginVersion(plugin.id(), plugin.version()), Bytes.EMPTY)));
        return new BlockExecutor(genesis, List.of(plugin), store, checked -> OptionalInt.empty(), new Ed25519());
    }

    /** A second after the one before, with transactions that are valid for two more. */
    private Block grow(BlockExecutor executor, int transactions) throws IOException {
        long wall = START + SECOND * (1 + executor.appliedHeight());
        List<Transaction> candidates = new ArrayList<>();
        for (int i = 0; i < transactions; i++) {
            Bytes nonce = Bytes.utf8(String.format(Locale.ROOT, "%016d", number++));
            candidates.add(new Transaction.Unsigned(
                            executor.chainId(), 7, wall + 2 * SECOND, nonce, key.publicKey(), Bytes.EMPTY)
                    .signed(new Signature(Bytes.wrap(new byte[64]))));
        }
        BuildRequest request =
                new BuildRequest(executor.appliedHash(), candidates, wall, key.publicKey(), Optional.empty(), false);
        Block block = executor.build(request, this).orElseThrow();
        assertThat(block.transactions()).hasSize(transactions);
        executor.commit(block.hash());
        return block;
    }

    @Override
    public void rejected(Transaction transaction, Rejection reason) {
        throw new AssertionError(transaction + ": " + reason);
    }

    @Override
    public void failed(Transaction transaction, RuntimeException failure) {
        throw new AssertionError(failure);
    }
}
