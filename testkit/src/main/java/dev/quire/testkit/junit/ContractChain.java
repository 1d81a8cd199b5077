package dev.quire.testkit.junit;

import dev.quire.block.Block;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.block.PluginVersion;
import dev.quire.block.PublicKey;
import dev.quire.block.Rejection;
import dev.quire.block.Signature;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.crypto.Ed25519;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.AppliedBlock;
import dev.quire.internal.execution.BlockExecutor;
import dev.quire.internal.execution.BuildRequest;
import dev.quire.internal.execution.DropListener;
import dev.quire.internal.execution.PluginState;
import dev.quire.internal.memory.MemoryStateStore;
import dev.quire.merkle.StateKey;
import dev.quire.spi.consensus.Verdict;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.state.StateView;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StoreReader.StoreEntry;
import dev.quire.testkit.PluginUnderTest;
import dev.quire.testkit.junit.StateMachineContract.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** One node's execution over a store in memory: the engine's own, without consensus and signatures. */
final class ContractChain implements DropListener {
    private static final long VALIDITY_MICROS = 3_600_000_000L;
    private static final PublicKey MEMBER =
            StateMachineContract.signer("member").publicKey();

    private final PluginUnderTest plugin;
    private final Genesis genesis;
    private final MemoryStateStore store = new MemoryStateStore();
    private StateMachine machine;
    private BlockExecutor executor;
    private long timeMicros;

    ContractChain(PluginUnderTest plugin, ContractInput input) {
        this.plugin = plugin;
        this.machine = plugin.newStateMachine();
        this.timeMicros = input.genesisTimeMicros();
        this.genesis = new Genesis(
                "contract",
                timeMicros,
                Bytes.wrap(new byte[16]),
                MemberSet.of(ConsensusMode.CFT, List.of(MEMBER)),
                Parameters.defaults(),
                List.of(new Genesis.PluginGenesis(
                        new PluginVersion(machine.id(), machine.version()), input.genesisPayload())));
        this.executor = newExecutor();
    }

    private BlockExecutor newExecutor() {
        try {
            return new BlockExecutor(
                    genesis, List.of(machine), store, transactions -> OptionalInt.empty(), new Ed25519());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Hash chainId() {
        return executor.chainId();
    }

    /** The node has a new machine, and in memory nothing. */
    void restart() {
        machine = plugin.newStateMachine();
        executor = newExecutor();
    }

    StateMachine machine() {
        return machine;
    }

    /** What is committed. */
    StateView state() {
        return new PluginState(machine.id(), store);
    }

    /** All of it. */
    SortedMap<Bytes, Bytes> entries() {
        TreeMap<Bytes, Bytes> entries = new TreeMap<>();
        for (StoreEntry entry : store.range(Column.STATE, Bytes.EMPTY, Optional.empty(), Integer.MAX_VALUE)) {
            StateKey key = StateKey.ofFullKey(entry.key());
            if (key.pluginId() == machine.id()) {
                entries.put(key.key(), entry.value());
            }
        }
        return entries;
    }

    /**
     * @param number of the transaction in its history
     * @param afterMicros how much later than the newest block its block will be
     */
    Transaction transaction(Command command, long number, long afterMicros) {
        Bytes nonce = new CanonicalWriter(16).u64(number).u64(0).toBytes();
        return new Transaction.Unsigned(
                        executor.chainId(),
                        machine.id(),
                        timeMicros + afterMicros + VALIDITY_MICROS,
                        nonce,
                        command.sender(),
                        command.payload())
                .signed(new Signature(Bytes.wrap(new byte[Signature.SIZE])));
    }

    /** A block on the newest one. */
    Block build(List<Transaction> transactions, long afterMicros) {
        return executor.build(
                        new BuildRequest(
                                executor.appliedHash(),
                                transactions,
                                timeMicros + Math.max(1, afterMicros),
                                MEMBER,
                                Optional.empty(),
                                true),
                        this)
                .orElseThrow();
    }

    AppliedBlock commit(Block block) {
        try {
            timeMicros = block.header().timeMicros();
            return executor.commit(block.hash());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes over a block that another node has built. */
    void follow(Block block) {
        Verdict verdict = executor.validate(block, Optional.empty());
        if (!(verdict instanceof Verdict.Valid)) {
            throw new AssertionError("the machine is not deterministic: another one that executes block "
                    + block.height() + " says " + verdict);
        }
        commit(block);
    }

    @Override
    public void rejected(Transaction transaction, Rejection reason) {
        throw new IllegalArgumentException(
                "no transaction can be made of the command " + transaction.payload() + ": " + reason.explanation());
    }

    @Override
    public void failed(Transaction transaction, RuntimeException failure) {
        throw new AssertionError(
                "apply threw " + failure + " over the payload " + transaction.payload()
                        + ": what a plugin does not take it refuses with a number; an exception is a defect",
                failure);
    }
}
