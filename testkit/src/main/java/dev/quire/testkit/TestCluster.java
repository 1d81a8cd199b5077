package dev.quire.testkit;

import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Signer;
import dev.quire.spi.ledger.CommittedBlock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A cluster of production nodes around the plugin of a test, in one thread and in virtual time: nothing happens but while
 * the test lets time pass, with {@link #advance}, {@link #await} or {@link #storm}, and equal seeds do equal things. After
 * every step the simulator's invariants are checked (docs/simulator.md); what breaks one throws out of these methods.
 *
 * <p>Used by one thread. All that is random in a test should come from {@link #random}.
 */
public final class TestCluster {
    private static final long PATIENCE_MICROS = 60_000_000;
    private static final long MEAN_GAP_MICROS = 60_000;
    private static final long VALIDITY_MICROS = 12L * 3600 * 1_000_000;

    private final SimWorld world;
    private final SimKeys keys;
    private final PluginUnderTest plugin;
    private final Consensus consensus;
    private final int pluginId;
    private final FaultSchedule schedule;
    private final Faults faults;
    private final SimNodes simNodes;
    private final Witness witness;
    private final List<TestNode> nodes = new ArrayList<>();
    private final FaultInjector injector;
    private final RandomGenerator random;
    private boolean storming;
    private boolean hadStorm;
    private long settledMicros = -1;

    private TestCluster(PluginUnderTest plugin, Consensus consensus, int size, FaultSchedule schedule, long seed) {
        SplittableRandom source = new SplittableRandom(seed);
        this.plugin = plugin;
        this.consensus = consensus;
        this.pluginId = plugin.newStateMachine().id();
        this.schedule = schedule;
        this.faults = schedule.drawn(source);
        this.world = new SimWorld(source, faults, Optional.empty());
        this.keys = SimKeys.of(seed, world.newRandom());
        SimulationConfig config = new SimulationConfig(
                        seed,
                        size,
                        SimulationConfig.Profile.SMALL,
                        consensus.mode(),
                        consensus.maker(),
                        Optional.empty())
                .liars(schedule.liars());
        this.simNodes = new SimNodes(config, world, keys, plugins());
        this.witness = new Witness(world, simNodes.chain(), keys);
        simNodes.afterEveryEvent(witness::throwViolation);
        simNodes.all()
                .forEach(node ->
                        nodes.add(new TestNode(node, simNodes, witness, world.newRandom(), this::checkOneMoreLiar)));
        this.injector = simNodes.newInjector();
        this.random = world.newRandom();
        world.faults(Faults.none());
    }

    private void checkOneMoreLiar() {
        long liars = nodes.stream().filter(TestNode::isLiar).count();
        if (liars >= consensus.mostLiars(nodes.size())) {
            throw new IllegalStateException(
                    nodes.size() + " members under " + consensus + " bear " + liars + " liars and no more");
        }
        if (schedule.mayForget()) {
            throw new IllegalStateException(
                    "the schedule lets nodes forget what they promised, and those count with the"
                            + " liars: name the liars there, so that not too many forget");
        }
    }

    private List<SimPlugin> plugins() {
        return List.of(
                new SimPlugin(plugin::newStateMachine, plugin.genesisPayload(this::signer)),
                new SimPlugin(ProbeStateMachine::new, Bytes.EMPTY));
    }

    /**
     * Starts a cluster, all of whose nodes are up and in which nothing goes wrong yet.
     *
     * @param size how many nodes, 1 to 9
     * @throws IllegalArgumentException if the protocol does not bear so many liars
     */
    public static TestCluster start(
            PluginUnderTest plugin, Consensus consensus, int size, FaultSchedule schedule, long seed) {
        if (size < 1 || size > SimulationArguments.MAX_NODES) {
            throw new IllegalArgumentException(
                    "a test cluster has 1 to " + SimulationArguments.MAX_NODES + " nodes, not " + size);
        }
        if (schedule.liars() > consensus.mostLiars(size)) {
            throw new IllegalArgumentException(size + " members under " + consensus + " bear "
                    + consensus.mostLiars(size) + " liars, not " + schedule.liars());
        }
        TestCluster cluster = new TestCluster(plugin, consensus, size, schedule, seed);
        cluster.simNodes.start();
        return cluster;
    }

    /** All nodes, by number. */
    public List<TestNode> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    public TestNode node(int number) {
        return nodes.get(number);
    }

    /** A random node that is up and for which no liar speaks; it may well be cut off, stand still, or be behind. */
    public Optional<TestNode> anyNode() {
        List<TestNode> candidates =
                nodes.stream().filter(node -> node.isUp() && !node.isLiar()).toList();
        return candidates.isEmpty() ? Optional.empty() : Optional.of(candidates.get(random.nextInt(candidates.size())));
    }

    /** The node that leads, as far as it knows, in the newest term or view; empty while there is none. */
    public Optional<TestNode> leader() {
        return nodes.stream().filter(TestNode::isLeader).max((a, b) -> Long.compare(term(a), term(b)));
    }

    private static long term(TestNode node) {
        return node.ledger().status().engine().term();
    }

    /** Whoever signs under this name; the same key whenever it is asked for. */
    public Signer signer(String name) {
        return keys.named().apply(name);
    }

    /** A new transaction for the plugin, signed, and valid for longer than any storm. */
    public Transaction transaction(Signer sender, Bytes payload) {
        return transaction(pluginId, sender, payload);
    }

    private Transaction transaction(int plugin, Signer sender, Bytes payload) {
        byte[] nonce = new byte[Transaction.NONCE_SIZE];
        random.nextBytes(nonce);
        Transaction.Unsigned unsigned = new Transaction.Unsigned(
                simNodes.chainId(),
                plugin,
                nowMicros() + VALIDITY_MICROS,
                Bytes.wrap(nonce),
                sender.publicKey(),
                payload);
        return unsigned.signed(sender.sign(unsigned.signingBytes()));
    }

    /** The test's own source of randomness, from its seed. */
    public RandomGenerator random() {
        return random;
    }

    /** What a clock shows that goes right. */
    public Instant now() {
        return Instant.EPOCH.plus(nowMicros(), ChronoUnit.MICROS);
    }

    private long nowMicros() {
        return SimClock.WORLD_START_MICROS + world.time().nowMicros();
    }

    /** Lets virtual time pass. */
    public void advance(Duration time) {
        simNodes.runFor(micros(time));
    }

    private static long micros(Duration time) {
        return Math.multiplyExact(time.toMillis(), 1_000L);
    }

    /**
     * Lets virtual time pass until the answer is there, and returns it.
     *
     * @throws RuntimeException what the future failed with
     * @throws IllegalStateException if there is none within a minute of virtual time
     */
    public <T> T await(CompletableFuture<T> answer) {
        awaitUntil(answer::isDone);
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /**
     * Lets virtual time pass until something is so.
     *
     * @throws IllegalStateException if it is not within a minute of virtual time
     */
    public void awaitUntil(BooleanSupplier condition) {
        simNodes.runUntil(world.time().nowMicros() + PATIENCE_MICROS, condition);
        if (!condition.getAsBoolean()) {
            throw new IllegalStateException("not so within " + PATIENCE_MICROS / 1_000_000 + " s: " + nodes);
        }
    }

    /** Cuts the network in two, in place of earlier cuts: these nodes on one side, all others on the other. */
    public void partition(TestNode... side) {
        List<TestNode> one = List.of(side);
        boolean[][] cut = new boolean[nodes.size()][nodes.size()];
        for (TestNode from : nodes) {
            for (TestNode to : nodes) {
                cut[from.number()][to.number()] = one.contains(from) != one.contains(to);
            }
        }
        simNodes.network().cut(cut);
    }

    /** The network is whole again. */
    public void heal() {
        simNodes.network().cut(new boolean[nodes.size()][nodes.size()]);
    }

    /**
     * Lets the faults of the test's schedule rage, for as long as that says, then {@linkplain #settle settles}. Once in a
     * test.
     *
     * @param client called again and again meanwhile, every sixty milliseconds or so, with {@linkplain #anyNode any node}
     */
    public void storm(Consumer<TestNode> client) {
        if (hadStorm) {
            throw new IllegalStateException("a test has one storm; let another test have the other one");
        }
        hadStorm = true;
        storming = true;
        world.faults(faults);
        injector.start();
        next(client);
        simNodes.runFor(micros(schedule.storm()));
        storming = false;
        if (faults.has(FaultKind.POWER_LOSSES) && random.nextBoolean()) {
            injector.crashAll();
        }
        settle();
    }

    private void next(Consumer<TestNode> client) {
        world.time().after(1 + random.nextLong(2 * MEAN_GAP_MICROS), () -> {
            if (storming) {
                anyNode().ifPresent(client);
                next(client);
            }
        });
    }

    /**
     * Ends all that is wrong: the network is whole, disks are well, clocks right, all nodes up. Then a new block must
     * commit, all nodes must come to it in bounded time with equal states, nothing that was acknowledged may be lost, and
     * a fresh machine that executes the whole chain must come to the same states. Done after every test too.
     */
    public void settle() {
        if (settledMicros == world.time().nowMicros()) {
            return;
        }
        injector.heal();
        Transaction probe = transaction(ProbeStateMachine.ID, signer("probe"), Bytes.EMPTY);
        nodes.stream().filter(node -> !node.isLiar()).forEach(node -> node.send(probe));
        simNodes.settle(() -> witness.isAnswered(probe));
        witness.requireKept(simNodes.honest());
        simNodes.requireReplayed(plugins());
        settledMicros = world.time().nowMicros();
    }

    /** The blocks that the nodes have committed, from height 1 on, some of them perhaps on one node so far. */
    public List<CommittedBlock> chain() {
        return Collections.unmodifiableList(simNodes.chain().blocks());
    }
}
