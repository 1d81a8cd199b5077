package dev.quire.testkit;

import static dev.quire.testkit.InvariantViolation.require;

import dev.quire.block.ConsensusMode;
import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import dev.quire.internal.execution.GenesisBlock;
import dev.quire.internal.mempool.MempoolLimits;
import dev.quire.internal.runtime.NodeConfig;
import dev.quire.spi.consensus.ConsensusProtocol;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.ledger.CommittedBlock;
import dev.quire.spi.ledger.LedgerStatus;
import dev.quire.spi.state.StateMachine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The nodes of a simulated world and the network between them, whatever their ledger is used for. */
final class SimNodes {
    /** Ten of Raft's longest election timeouts. */
    private static final long MAX_HEALING_MICROS = 6_000_000;
    /** Three of PBFT's longest views, and the patience with a leader that comes before them. */
    private static final long MAX_HEALING_OF_BFT_MICROS = 60_000_000;

    private static final long STEP_MICROS = 50_000;
    private static final long MAX_EVENTS_PER_SECOND = 2_000_000;
    private static final int SEGMENT_BYTES = 16 * 1024;

    private final SimulationConfig config;
    private final SimWorld world;
    private final SimKeys keys;
    private final MemberSet members;
    private final Genesis genesis;
    private final Hash chainId;
    private final List<Signer> signers;
    private final List<SimNode> all = new ArrayList<>();
    /** Those of which something is promised. */
    private final List<SimNode> honest = new ArrayList<>();

    private final CommittedChain chain;
    private final SimNetwork network;
    private final Invariants invariants;
    /** What liars told whom, so that they stick to the same stories. */
    private final Map<PbftLiar.Told, Hash> plot = new HashMap<>();

    private Runnable afterEveryEvent = () -> {};

    SimNodes(SimulationConfig config, SimWorld world, SimKeys keys, List<SimPlugin> plugins) {
        this.config = config;
        this.world = world;
        this.chain = new CommittedChain(world.time()::nowMicros);
        this.keys = keys;
        this.signers = Stream.generate(keys.newSigner()).limit(config.size()).toList();
        this.members = MemberSet.of(
                config.mode(), signers.stream().map(Signer::publicKey).toList());
        RandomGenerator random = world.newRandom();
        this.genesis = genesis(plugins, random);
        this.chainId = GenesisBlock.make(genesis, machines(plugins)).hash();
        ConsensusProtocol protocol = config.protocol().make(random, world.faults());
        this.invariants = new Invariants(world, config.mode(), chain, keys);
        this.network = new SimNetwork(world, config.size());
        for (int i = 0; i < config.size(); i++) {
            Signer signer = signers.get(i);
            ConsensusProtocol watched = config.protocol().around(invariants.watch(i, protocol), signer);
            NodeConfig own = new NodeConfig(genesis, List.of(), watched, MempoolLimits.defaults(), SEGMENT_BYTES);
            SimNode node = new SimNode(i, world, network, invariants, own, plugins, keys, signer);
            all.add(node);
            network.add(node);
        }
        honest.addAll(all);
        for (int i = 0; i < config.liarCount(); i++) {
            RandomGenerator liar = world.newRandom();
            makeLiar(honest.get(liar.nextInt(honest.size())));
        }
    }

    private Genesis genesis(List<SimPlugin> plugins, RandomGenerator random) {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        return new Genesis(
                "simulation",
                SimClock.WORLD_START_MICROS,
                Bytes.wrap(salt),
                members,
                Parameters.defaults(),
                plugins.stream()
                        .map(SimPlugin::inGenesis)
                        .sorted(Comparator.comparingInt(
                                plugin -> plugin.plugin().pluginId()))
                        .toList());
    }

    private static List<StateMachine> machines(List<SimPlugin> plugins) {
        return plugins.stream().map(SimPlugin::newMachine).toList();
    }

    Hash chainId() {
        return chainId;
    }

    /** From now on a liar speaks for the node. */
    void makeLiar(SimNode node) {
        honest.remove(node);
        invariants.lies(node.key());
        List<PublicKey> others = members.members().stream()
                .filter(member -> !member.equals(node.key()))
                .toList();
        network.add(
                node.number(),
                new PbftLiar(world, forger(node), others, plot, (to, frame) -> network.send(node.number(), to, frame)));
    }

    /** Lies in the name of the node's member. */
    PbftForger forger(SimNode node) {
        return new PbftForger(signers.get(node.number()), () -> node.ledger().chainId(), members);
    }

    List<SimNode> all() {
        return all;
    }

    List<SimNode> honest() {
        return honest;
    }

    SimNetwork network() {
        return network;
    }

    SimWorld world() {
        return world;
    }

    CommittedChain chain() {
        return chain;
    }

    void start() {
        all.forEach(SimNode::start);
    }

    FaultInjector newInjector() {
        return new FaultInjector(world, all, network, config.mostForgetful());
    }

    /** What is to be looked at besides the nodes; it throws. */
    void afterEveryEvent(Runnable check) {
        afterEveryEvent = check;
    }

    /**
     * All faults have ended: now all nodes must come to one certified chain in bounded time.
     *
     * @param probe has the transaction committed that was submitted since?
     */
    void settle(BooleanSupplier probe) {
        long most = config.mode() == ConsensusMode.BFT ? MAX_HEALING_OF_BFT_MICROS : MAX_HEALING_MICROS;
        long end = world.time().nowMicros() + most;
        while (!(probe.getAsBoolean() && isSettled())) {
            require(
                    world.time().nowMicros() < end,
                    "no agreement %d ms after all faults ended: %s",
                    most / 1_000,
                    honest);
            runFor(STEP_MICROS);
            // A node that finds a rotten disk late stops late.
            all.stream().filter(node -> !node.isUp()).forEach(SimNode::heal);
        }
    }

    private boolean isSettled() {
        if (!all.stream().allMatch(SimNode::isUp)) {
            return false;
        }
        for (SimNode node : honest) {
            LedgerStatus status = node.ledger().status();
            boolean recovers =
                    config.mode() == ConsensusMode.BFT && status.engine().role() == EngineStatus.Role.RECOVERING;
            if (recovers || status.appliedHeight() != chain.height() || status.certifiedHeight() != chain.height()) {
                return false;
            }
        }
        return true;
    }

    /** New machines must come to the same states. */
    void requireReplayed(List<SimPlugin> plugins) {
        Replay.require(
                genesis,
                machines(plugins),
                keys.scheme(),
                chain.blocks().stream().map(CommittedBlock::block).toList());
    }

    /** Lets virtual time pass. */
    void runFor(long micros) {
        runUntil(world.time().nowMicros() + micros, () -> false);
    }

    /** Lets virtual time pass until the end, or until something is so. */
    void runUntil(long endMicros, BooleanSupplier isEnough) {
        long seconds = 1 + (endMicros - world.time().nowMicros()) / 1_000_000;
        long mostEvents = world.time().scheduled() + MAX_EVENTS_PER_SECOND * seconds;
        while (!isEnough.getAsBoolean() && world.time().runNext(endMicros)) {
            afterEveryEvent.run();
            require(world.time().scheduled() < mostEvents, "the world is busy without end");
        }
    }
}
