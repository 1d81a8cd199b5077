package dev.quire.testkit;

import dev.quire.block.ConsensusMode;
import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Signer;
import dev.quire.internal.mempool.MempoolLimits;
import dev.quire.internal.runtime.NodeConfig;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.spi.consensus.ConsensusProtocol;
import dev.quire.testkit.twins.Scenario;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The production nodes of a Twins scenario: two with one key where a member is two, and who overhears each of them. */
final class TwinsInstances {
    private static final List<SimPlugin> PLUGINS = List.of(new SimPlugin(KeyValueStateMachine::new, Bytes.EMPTY));
    private static final int SEGMENT_BYTES = 16 * 1024;

    /** What all who overhear have in common. */
    record Shared(
            SimKeys keys,
            MemberSet members,
            List<PublicKey> twins,
            TwinsCounters counters,
            TwinsVotes votes,
            TreeSet<Long> viewsWithBlock) {
        boolean isTwin(PublicKey member) {
            return twins.contains(member);
        }

        void certified(long view) {
            viewsWithBlock.add(view);
        }
    }

    private final Scenario scenario;
    private final CommittedChain chain;
    private final Shared shared;
    private final List<SimNode> all = new ArrayList<>();
    private final List<SimNode> honest = new ArrayList<>();
    private final List<TwinsWatcher> watchers = new ArrayList<>();
    private final List<TwinsWatcher> honestWatchers = new ArrayList<>();

    TwinsInstances(Scenario scenario, SimWorld world, SimKeys keys, ConsensusProtocol protocol, SimNetwork.Gate gate) {
        this.scenario = scenario;
        this.chain = new CommittedChain(world.time()::nowMicros);
        List<Signer> signers = signers(keys);
        List<PublicKey> members = signers.stream().map(Signer::publicKey).toList();
        TwinsCounters counters = new TwinsCounters();
        this.shared = new Shared(
                keys,
                MemberSet.of(ConsensusMode.BFT, members),
                scenario.twins().stream().map(members::get).toList(),
                counters,
                new TwinsVotes(counters),
                new TreeSet<>());
        SimNetwork network = new SimNetwork(world, scenario.instances());
        network.gate(gate);
        Invariants invariants = new Invariants(world, ConsensusMode.BFT, chain, keys);
        shared.twins().forEach(invariants::lies);
        Genesis genesis = genesis(world);
        for (int i = 0; i < scenario.instances(); i++) {
            Signer signer = signers.get(scenario.memberOf(i));
            TwinsWatcher watcher =
                    new TwinsWatcher(shared, i, signer.publicKey(), scenario.isHonest(i), protocol.codec());
            NodeConfig config = new NodeConfig(
                    genesis,
                    List.of(),
                    invariants.watch(i, new WatchedProtocol(protocol, watcher)),
                    MempoolLimits.defaults(),
                    SEGMENT_BYTES);
            SimNode node = new SimNode(i, world, network, invariants, config, PLUGINS, keys, signer);
            network.add(node);
            all.add(node);
            watchers.add(watcher);
            if (scenario.isHonest(i)) {
                honest.add(node);
                honestWatchers.add(watcher);
            }
        }
    }

    /** By member: so that the members' keys, ascending, are in the order in which they lead. */
    private List<Signer> signers(SimKeys keys) {
        List<Signer> ascending = Stream.generate(keys.newSigner())
                .limit(scenario.members())
                .sorted(Comparator.comparing(Signer::publicKey))
                .toList();
        List<Integer> order = scenario.inOrderOfLeading();
        return IntStream.range(0, scenario.members())
                .mapToObj(member -> ascending.get(order.indexOf(member)))
                .toList();
    }

    private Genesis genesis(SimWorld world) {
        byte[] salt = new byte[16];
        world.newRandom().nextBytes(salt);
        return new Genesis(
                "twins",
                SimClock.WORLD_START_MICROS,
                Bytes.wrap(salt),
                shared.members(),
                Parameters.defaults(),
                PLUGINS.stream().map(SimPlugin::inGenesis).toList());
    }

    /** In the order of their numbers. */
    List<SimNode> all() {
        return all;
    }

    /** Those of members that are only one. */
    List<SimNode> honest() {
        return honest;
    }

    /** Of all instances, in the order of their numbers. */
    List<TwinsWatcher> watchers() {
        return watchers;
    }

    List<TwinsWatcher> honestWatchers() {
        return honestWatchers;
    }

    CommittedChain chain() {
        return chain;
    }

    Shared shared() {
        return shared;
    }

    long highestView() {
        return honestWatchers.stream().mapToLong(TwinsWatcher::view).max().orElse(0);
    }

    /** Changes whenever an instance has moved on. */
    long progress() {
        return watchers.stream()
                .mapToLong(watcher -> watcher.view() + watcher.committedHeight())
                .sum();
    }

    /** Are all honest instances at the same height? */
    boolean areTogether() {
        return honestWatchers.stream()
                        .mapToLong(TwinsWatcher::committedHeight)
                        .distinct()
                        .count()
                <= 1;
    }
}
