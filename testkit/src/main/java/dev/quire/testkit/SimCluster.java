package dev.quire.testkit;

import dev.quire.codec.Bytes;
import dev.quire.kv.KeyValueStateMachine;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Production nodes in one thread and in virtual time, from one seed, with clients of the key-value plugin. {@link #run} is
 * a whole life: first a storm in which everything may break and only safety is asked for, then calm, in which the nodes
 * must come together.
 */
final class SimCluster {
    private static final List<SimPlugin> PLUGINS = List.of(new SimPlugin(KeyValueStateMachine::new, Bytes.EMPTY));

    private final SimulationConfig config;
    private final SimWorld world;
    private final SimNodes nodes;
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
        SimKeys keys = SimKeys.of(config.seed(), world.newRandom());
        this.nodes = new SimNodes(config, world, keys, PLUGINS);
        this.clients = new Clients(world, nodes.honest(), nodes.chain(), keys, config.profile());
        nodes.afterEveryEvent(clients::throwViolation);
        this.injector = nodes.newInjector();
    }

    List<SimNode> nodes() {
        return nodes.all();
    }

    /** Lies in the name of the node's member. */
    PbftForger forger(SimNode node) {
        return nodes.forger(node);
    }

    SimNetwork network() {
        return nodes.network();
    }

    SimWorld world() {
        return world;
    }

    Clients clients() {
        return clients;
    }

    CommittedChain chain() {
        return nodes.chain();
    }

    /** The whole life of the world. */
    SimulationResult run() {
        nodes.start();
        clients.start();
        injector.start();
        runFor(config.stormMicros());
        clients.rest();
        if (endsInPowerLoss) {
            injector.crashAll();
        }
        heal();
        for (SimNode node : nodes.honest()) {
            world.trace()
                    .record(
                            Trace.Step.STATE,
                            node.number(),
                            node.ledger().status().headHash().hashCode());
        }
        return new SimulationResult(
                config.seed(), world.trace().hash(), world.time().nowMicros(), chain().height(), world.situations());
    }

    /** Ends all faults; then a new block must commit, all must come to it in bounded time, and all must add up. */
    void heal() {
        injector.heal();
        History.Operation probe = clients.probe(nodes.honest().get(0));
        nodes.settle(() -> probe.answer().isPresent());
        world.count(Situation.HISTORY_UNDECIDED, new FinalChecks(nodes.honest(), chain(), clients.history()).run());
    }

    /** Lets virtual time pass. */
    void runFor(long micros) {
        nodes.runFor(micros);
    }
}
