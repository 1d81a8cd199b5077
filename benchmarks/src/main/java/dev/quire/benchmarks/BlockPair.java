package dev.quire.benchmarks;

import dev.quire.block.Block;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.block.PluginVersion;
import dev.quire.block.Rejection;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519;
import dev.quire.crypto.Ed25519Key;
import dev.quire.internal.execution.BlockExecutor;
import dev.quire.internal.execution.BuildRequest;
import dev.quire.internal.execution.DropListener;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.spi.consensus.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The executors of a leader and of a follower, each with its own store. Senders' signatures count as checked. */
final class BlockPair implements AutoCloseable {
    static final long START_MICROS = 1_700_000_000_000_000L;
    static final long VALID_UNTIL_MICROS = START_MICROS + 3_600_000_000L;
    static final Ed25519Key MEMBER = Samples.key(1);

    /** Every transaction is good, so to drop one is an error. */
    static final DropListener NOTHING_DROPPED = new DropListener() {
        @Override
        public void rejected(Transaction transaction, Rejection reason) {
            throw new IllegalStateException("transaction " + transaction.id() + " was rejected: " + reason);
        }

        @Override
        public void failed(Transaction transaction, RuntimeException failure) {
            throw new IllegalStateException("transaction " + transaction.id() + " failed", failure);
        }
    };

    private final OpenStore leaderStore;
    private final OpenStore followerStore;
    private final BlockExecutor leader;
    private final BlockExecutor follower;
    private int transactions;

    private BlockPair(OpenStore leaderStore, OpenStore followerStore) throws IOException {
        this.leaderStore = leaderStore;
        this.followerStore = followerStore;
        this.leader = executor(leaderStore);
        this.follower = executor(followerStore);
    }

    static BlockPair inMemory() throws IOException {
        return new BlockPair(OpenStore.inMemory(), OpenStore.inMemory());
    }

    static BlockPair onRocksDb() throws IOException {
        return new BlockPair(OpenStore.rocksDb(), OpenStore.rocksDb());
    }

    static BlockExecutor executor(OpenStore open) throws IOException {
        KeyValueStateMachine plugin = new KeyValueStateMachine();
        Genesis genesis = new Genesis(
                "benchmark",
                START_MICROS,
                Bytes.wrap(new byte[16]),
                MemberSet.of(ConsensusMode.CFT, List.of(MEMBER.publicKey())),
                Parameters.defaults(),
                List.of(new Genesis.PluginGenesis(new PluginVersion(plugin.id(), plugin.version()), Bytes.EMPTY)));
        return new BlockExecutor(genesis, List.of(plugin), open.store(), checked -> OptionalInt.empty(), new Ed25519());
    }

    /** Transactions that were in no block yet. */
    List<Transaction> nextTransactions(int count) {
        List<Transaction> next = Samples.unsigned(leader.chainId(), VALID_UNTIL_MICROS, transactions, count);
        transactions += count;
        return next;
    }

    /** The leader builds on its newest applied block. */
    Block build(List<Transaction> candidates) {
        BuildRequest request = new BuildRequest(
                leader.appliedHash(), candidates, START_MICROS, MEMBER.publicKey(), Optional.empty(), false);
        return leader.build(request, NOTHING_DROPPED).orElseThrow();
    }

    /** The follower judges the block and executes it. */
    void validate(Block block) {
        Verdict verdict = follower.validate(block, Optional.empty());
        if (!(verdict instanceof Verdict.Valid)) {
            throw new IllegalStateException("the follower found " + verdict);
        }
    }

    /** Both write it to their stores. */
    void commit(Block block) throws IOException {
        leader.commit(block.hash());
        follower.commit(block.hash());
    }

    @Override
    public void close() throws IOException {
        try (leaderStore;
                followerStore) {
            // Both are closed even if one of them fails.
        }
    }
}
