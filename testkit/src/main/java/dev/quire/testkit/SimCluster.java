package dev.quire.testkit;

import static dev.quire.testkit.InvariantViolation.require;

import dev.quire.block.ConsensusMode;
import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.block.PluginVersion;
import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import dev.quire.internal.mempool.MempoolLimits;
import dev.quire.internal.runtime.NodeConfig;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.spi.ledger.LedgerStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Production nodes in one thread and in virtual time, from one seed. {@link #run} is a whole life: first a storm in which
 * everything may break and only safety is asked for, then calm, in which the nodes must come together.
 */
final class SimCluster {
    /** Ten of Raft's longest election timeouts. */
    private static final long MAX_HEALING_MICROS = 6_000_000;
    /** Three of PBFT's longest views, and the patience with a leader that comes before them. */
    private static final long MAX_HEALING_OF_BFT_MICROS = 60_000_000;

    private static final long STEP_MICROS = 50_000;
    private static final long MAX_EVENTS_PER_SECOND = 2_000_000;
    private static final int SEGMENT_BYTES = 16 * 1024;
    private static final int REAL_SIGNATURES_EVERY = 50;

    private final SimulationConfig config;
    private final SimWorld world;
    private final List<SimNode> nodes = new ArrayList<>();
    /** Those of which something is promised. */
    private final List<SimNode> honest = new ArrayList<>();

    private final CommittedChain chain = new CommittedChain();
    private final SimNetwork network;
    private final Clients clients;
    private final FaultInjector injector;
    private final boolean endsInPowerLoss;

    SimCluster(SimulationConfig config) {
        this(config, Optional.empty());
    }

    /** @param faults empty: as the seed has them */
    SimCluster(SimulationConfig config, Optional<Faults> faults) {
        this.config = config;
        SplittableRandom random = new SplittableRandom(config.seed());
        this.world = new SimWorld(random, faults.orElseGet(() -> config.faults(random)), config.traceReader());
        this.endsInPowerLoss = random.nextBoolean();
        SimKeys keys = config.seed() % REAL_SIGNATURES_EVERY == REAL_SIGNATURES_EVERY - 1
                ? SimKeys.real(world.newRandom())
                : SimKeys.simulated(world.newRandom());
        List<Signer> signers =
                Stream.generate(keys.newSigner()).limit(config.size()).toList();
        NodeConfig nodeConfig = nodeConfig(signers, world.newRandom());
        Invariants invariants = new Invariants(world, config.mode(), chain, keys);
        this.network = new SimNetwork(world, config.size());
        for (int i = 0; i < config.size(); i++) {
            SimNode node = new SimNode(i, world, network, invariants, nodeConfig, keys, signers.get(i));
            nodes.add(node);
            network.add(node);
        }
        honest.addAll(nodes);
        Map<PbftLiar.Told, Hash> plot = new HashMap<>();
        for (int i = 0; i < config.liarCount(); i++) {
            addLiar(signers, nodeConfig.genesis().members(), plot);
        }
        this.clients = new Clients(world, honest, chain, keys, config.profile().meanClientGapMicros);
        this.injector = new FaultInjector(world, nodes, network, config.mostForgetful());
    }

    private void addLiar(List<Signer> signers, MemberSet members, Map<PbftLiar.Told, Hash> plot) {
        RandomGenerator random = world.newRandom();
        SimNode node = honest.remove(random.nextInt(honest.size()));
        Signer signer = signers.get(node.number());
        List<PublicKey> others = members.members().stream()
                .filter(member -> !member.equals(node.key()))
                .toList();
        PbftForger forger = new PbftForger(signer, () -> node.ledger().chainId(), members);
        network.add(
                node.number(),
                new PbftLiar(world, forger, others, plot, (to, frame) -> network.send(node.number(), to, frame)));
    }

    private NodeConfig nodeConfig(List<Signer> signers, RandomGenerator random) {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        Genesis genesis = new Genesis(
                "simulation",
                SimClock.WORLD_START_MICROS,
                Bytes.wrap(salt),
                MemberSet.of(
                        config.mode(), signers.stream().map(Signer::publicKey).toList()),
                Parameters.defaults(),
                List.of(new Genesis.PluginGenesis(new PluginVersion(KeyValueStateMachine.ID, 1), Bytes.EMPTY)));
        return new NodeConfig(
                genesis,
                List.of(new KeyValueStateMachine()),
                config.protocol().make(random, world.faults()),
                MempoolLimits.defaults(),
                SEGMENT_BYTES);
    }

    List<SimNode> nodes() {
        return nodes;
    }

    SimNetwork network() {
        return network;
    }

    SimWorld world() {
        return world;
    }

    Clients clients() {
        return clients;
    }

    CommittedChain chain() {
        return chain;
    }

    /** The whole life of the world. */
    SimulationResult run() {
        nodes.forEach(SimNode::start);
        clients.start();
        injector.start();
        runFor(config.stormMicros());
        clients.rest();
        if (endsInPowerLoss) {
            injector.crashAll();
        }
        heal();
        for (SimNode node : honest) {
            world.trace()
                    .record(
                            Trace.Step.STATE,
                            node.number(),
                            node.ledger().status().headHash().hashCode());
        }
        return new SimulationResult(
                config.seed(), world.trace().hash(), world.time().nowMicros(), chain.height(), world.situations());
    }

    /** Ends all faults; then a new block must commit, all must come to it in bounded time, and all must add up. */
    void heal() {
        injector.heal();
        History.Operation probe = clients.probe(honest.get(0));
        long most = config.mode() == ConsensusMode.BFT ? MAX_HEALING_OF_BFT_MICROS : MAX_HEALING_MICROS;
        long end = world.time().nowMicros() + most;
        while (!isSettled(probe)) {
            require(
                    world.time().nowMicros() < end,
                    "no agreement %d ms after all faults ended: %s",
                    most / 1_000,
                    honest);
            runFor(STEP_MICROS);
            // A node that finds a rotten disk late stops late.
            nodes.stream().filter(node -> !node.isUp()).forEach(SimNode::heal);
        }
        new FinalChecks(honest, chain, clients.history()).run();
    }

    private boolean isSettled(History.Operation probe) {
        if (probe.answer().isEmpty() || !nodes.stream().allMatch(SimNode::isUp)) {
            return false;
        }
        for (SimNode node : honest) {
            LedgerStatus status = node.ledger().status();
            if (status.appliedHeight() != chain.height() || status.certifiedHeight() != chain.height()) {
                return false;
            }
        }
        return true;
    }

    /** Lets virtual time pass. */
    void runFor(long micros) {
        long end = world.time().nowMicros() + micros;
        long mostEvents = world.time().scheduled() + MAX_EVENTS_PER_SECOND * (1 + micros / 1_000_000);
        while (world.time().runNext(end)) {
            clients.throwViolation();
            require(world.time().scheduled() < mostEvents, "the world is busy without end");
        }
    }
}
