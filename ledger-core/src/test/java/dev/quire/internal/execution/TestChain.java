package dev.quire.internal.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.Certificate.MemberSignature;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Genesis;
import dev.quire.block.Genesis.PluginGenesis;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.block.PluginVersion;
import dev.quire.block.PublicKey;
import dev.quire.block.Rejection;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.AppliedBlock;
import dev.quire.internal.chain.ChainReader;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.spi.consensus.Verdict;
import dev.quire.spi.state.StateMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** One member's executor over its own store, with what a test needs to feed it. */
final class TestChain implements DropListener {
    static final long START = 1_700_000_000_000_000L;
    static final long SECOND = 1_000_000L;
    static final PublicKey ALICE = key(100);

    final Genesis genesis;
    final List<StateMachine> plugins;
    final SortedStore store = new SortedStore();
    final BlockExecutor executor;
    final List<Rejection> rejected = new ArrayList<>();
    final List<RuntimeException> failed = new ArrayList<>();
    final TreeMap<Long, Block> committed = new TreeMap<>();

    TestChain(Genesis genesis, StateMachine... plugins) {
        this(PastStates.DEFAULT_KEPT, genesis, plugins);
    }

    private TestChain(int keptStates, Genesis genesis, StateMachine... plugins) {
        this.genesis = genesis;
        this.plugins = List.of(plugins);
        this.executor = reopened(keptStates);
        committed.put(0L, executor.genesisBlock());
    }

    static TestChain raft() {
        return new TestChain(genesis(ConsensusMode.CFT), new KeyValueStateMachine(), new ScriptStateMachine());
    }

    /** A chain that keeps that many states before the newest one. */
    static TestChain raftKeeping(int keptStates) {
        return new TestChain(
                keptStates, genesis(ConsensusMode.CFT), new KeyValueStateMachine(), new ScriptStateMachine());
    }

    static Genesis genesis(ConsensusMode mode) {
        return genesis(mode, Parameters.defaults());
    }

    static Genesis genesis(ConsensusMode mode, Parameters parameters) {
        return new Genesis(
                "test",
                START,
                Bytes.wrap(new byte[16]),
                MemberSet.of(mode, List.of(key(1), key(2), key(3), key(4))),
                parameters,
                List.of(
                        new PluginGenesis(new PluginVersion(KeyValueStateMachine.ID, 1), Bytes.EMPTY),
                        new PluginGenesis(new PluginVersion(ScriptStateMachine.ID, 1), Bytes.utf8("put born yes"))));
    }

    static PublicKey key(int number) {
        return new PublicKey(
                new CanonicalWriter(32).u64(number).u64(0).u64(0).u64(0).toBytes());
    }

    /** Another executor over the same store. */
    BlockExecutor reopened() {
        return reopened(PastStates.DEFAULT_KEPT);
    }

    /** Another executor over the same store, which keeps that many states before the newest one. */
    BlockExecutor reopened(int keptStates) {
        try {
            KeyedHash scheme = new KeyedHash();
            return new BlockExecutor(
                    genesis,
                    plugins,
                    store,
                    transactions -> IntStream.range(0, transactions.size())
                            .filter(i -> !scheme.verifyTransaction(
                                    transactions.get(i).sender(),
                                    transactions.get(i).signingBytes(),
                                    transactions.get(i).signature()))
                            .findFirst(),
                    scheme,
                    keptStates);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Transaction script(int number, String... lines) {
        return sign(
                unsigned(number, START + 3600 * SECOND, ScriptStateMachine.ID, Bytes.utf8(String.join("\n", lines))));
    }

    Transaction until(int number, long validUntilMicros) {
        return sign(unsigned(number, validUntilMicros, ScriptStateMachine.ID, Bytes.utf8("put k" + number + " v")));
    }

    Transaction.Unsigned unsigned(int number, long validUntilMicros, int pluginId, Bytes payload) {
        Bytes nonce = new CanonicalWriter(16).u64(number).u64(0).toBytes();
        return new Transaction.Unsigned(executor.chainId(), pluginId, validUntilMicros, nonce, ALICE, payload);
    }

    static Transaction sign(Transaction.Unsigned unsigned) {
        return unsigned.signed(KeyedHash.sign(unsigned.sender(), unsigned.signingBytes()));
    }

    BuildRequest request(Hash parent, Transaction... transactions) {
        long wall = START + SECOND * (1 + executor.appliedHeight());
        return new BuildRequest(parent, List.of(transactions), wall, key(1), Optional.empty(), true);
    }

    Block build(BuildRequest request) {
        return executor.build(request, this).orElseThrow();
    }

    Block buildOn(Hash parent, Transaction... transactions) {
        return build(request(parent, transactions));
    }

    /** Builds on the newest applied block. */
    Block build(Transaction... transactions) {
        return buildOn(executor.appliedHash(), transactions);
    }

    AppliedBlock commit(Block block) {
        try {
            AppliedBlock applied = executor.commit(block.hash());
            committed.put(block.height(), block);
            return applied;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    AppliedBlock apply(Transaction... transactions) {
        return commit(build(transactions));
    }

    Verdict validate(Block block) {
        return executor.validate(block, Optional.empty());
    }

    void assertValid(Block block) {
        assertThat(validate(block)).isEqualTo(new Verdict.Valid());
    }

    void assertBreaks(BlockRule rule, Block block) {
        assertThat(validate(block))
                .isInstanceOfSatisfying(
                        Verdict.Invalid.class,
                        invalid -> assertThat(invalid.rule())
                                .as(invalid.explanation())
                                .isEqualTo(rule.number()));
    }

    ChainReader reader() {
        return new ChainReader(store, height -> Optional.ofNullable(committed.get(height)));
    }

    /** A certificate over a block by the first {@code signers} members. */
    Certificate certify(BlockHeader header, int signers) {
        MemberSet members = genesis.members();
        Certificate unsigned =
                new Certificate(members.mode(), header.height(), header.hash(), 0, members.hash(), List.of());
        Bytes message = unsigned.vote(executor.chainId()).signingBytes();
        List<MemberSignature> signatures = IntStream.range(0, signers)
                .mapToObj(i ->
                        new MemberSignature(i, KeyedHash.sign(members.members().get(i), message)))
                .toList();
        return new Certificate(
                unsigned.mode(), unsigned.height(), unsigned.blockHash(), 0, unsigned.memberSetHash(), signatures);
    }

    @Override
    public void rejected(Transaction transaction, Rejection reason) {
        rejected.add(reason);
    }

    @Override
    public void failed(Transaction transaction, RuntimeException failure) {
        failed.add(failure);
    }
}
