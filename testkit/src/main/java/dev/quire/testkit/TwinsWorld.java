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
import dev.quire.internal.mempool.MempoolLimits;
import dev.quire.internal.runtime.NodeConfig;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.spi.consensus.ConsensusProtocol;
import dev.quire.spi.ledger.LedgerStatus;
import dev.quire.testkit.twins.Scenario;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Production nodes that play a Twins scenario: its rounds, then a whole network, in which a new block must come after few
 * leaders and all must add up. The twins go on as they are.
 */
final class TwinsWorld {
    private static final long STEP_MICROS = 50_000;
    /** Where nothing has moved for so long, nothing will: it is longer than a view and the patience before it. */
    private static final long STALLED_MICROS = 12_000_000;
    /** Work that only a part of the members has heard of may have to wait for the second round of patience. */
    private static final long MOST_HEALING_MICROS = 120_000_000;

    private static final long MOST_EVENTS = 1_000_000;
    private static final int SEGMENT_BYTES = 16 * 1024;
    private static final int REAL_SIGNATURES_EVERY = 250;

    /** What the parts of the world that watch have in common. */
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
    private final SimWorld world;
    private final TwinsSchedule schedule;
    private final TwinsGate gate;
    private final Shared shared;
    private final CommittedChain chain = new CommittedChain();
    private final Clients clients;
    private final List<SimNode> instances = new ArrayList<>();
    private final List<TwinsWatcher> watchers = new ArrayList<>();
    private final List<SimNode> honest = new ArrayList<>();
    private final List<TwinsWatcher> honestWatchers = new ArrayList<>();

    /** @param seed of the network's delays and of the keys */
    TwinsWorld(Scenario scenario, long seed, SimProtocols.Maker maker, Optional<Consumer<String>> traceReader) {
        this.scenario = scenario;
        SplittableRandom random = new SplittableRandom(seed).split();
        this.world = new SimWorld(random, onlySlow(random), traceReader);
        SimKeys keys = Math.floorMod(seed, REAL_SIGNATURES_EVERY) == REAL_SIGNATURES_EVERY - 1
                ? SimKeys.real(world.newRandom())
                : SimKeys.simulated(world.newRandom());
        this.schedule = new TwinsSchedule(scenario);
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
        this.gate = new TwinsGate(
                scenario, schedule, counters, world.time(), i -> watchers.get(i).view(), this::opened);
        network.gate(gate);
        addInstances(signers, maker.make(world.newRandom(), world.faults()), network);
        this.clients = new Clients(world, honest, chain, keys, STEP_MICROS);
    }

    private static Faults onlySlow(RandomGenerator random) {
        long maxDelayMicros = random.nextInt(4) == 0 ? 20_000 : 2_000;
        return new Faults(EnumSet.noneOf(FaultKind.class), 0, maxDelayMicros, 200, 200, 500, 1_000_000);
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

    private void addInstances(List<Signer> signers, ConsensusProtocol protocol, SimNetwork network) {
        Invariants invariants = new Invariants(world, ConsensusMode.BFT, chain, shared.keys());
        byte[] salt = new byte[16];
        world.newRandom().nextBytes(salt);
        Genesis genesis = new Genesis(
                "twins",
                SimClock.WORLD_START_MICROS,
                Bytes.wrap(salt),
                shared.members(),
                Parameters.defaults(),
                List.of(new Genesis.PluginGenesis(new PluginVersion(KeyValueStateMachine.ID, 1), Bytes.EMPTY)));
        for (int i = 0; i < scenario.instances(); i++) {
            Signer signer = signers.get(scenario.memberOf(i));
            TwinsWatcher watcher =
                    new TwinsWatcher(shared, i, signer.publicKey(), scenario.isHonest(i), protocol.codec());
            NodeConfig config = new NodeConfig(
                    genesis,
                    List.of(new KeyValueStateMachine()),
                    new WatchedProtocol(protocol, watcher),
                    MempoolLimits.defaults(),
                    SEGMENT_BYTES);
            SimNode node = new SimNode(i, world, network, invariants, config, shared.keys(), signer);
            instances.add(node);
            watchers.add(watcher);
            if (scenario.isHonest(i)) {
                honest.add(node);
                honestWatchers.add(watcher);
            }
            network.add(node);
        }
    }

    /** The leader is heard: in some rounds there is more work while it leads, in all some that it leaves behind. */
    private void opened(int round) {
        if (round % 3 == 0) {
            world.time().after(TwinsGate.SPAN_MICROS / 4, () -> clients.probe(instances));
        }
        world.time().after(TwinsGate.SPAN_MICROS, () -> clients.probe(instances));
    }

    /** Plays it. */
    TwinsResult run() {
        instances.forEach(SimNode::start);
        clients.probe(instances);
        playRounds();
        long leaders = heal();
        shared.votes().requireOneQuorum();
        honestWatchers.forEach(watcher -> watcher.seen().requireEvidence());
        countResults();
        for (SimNode node : honest) {
            world.trace()
                    .record(
                            Trace.Step.STATE,
                            node.number(),
                            node.ledger().status().headHash().hashCode());
        }
        return new TwinsResult(
                world.trace().hash(), world.time().nowMicros(), chain.height(), leaders, shared.counters());
    }

    private void playRounds() {
        long moved = -1;
        long movedAtMicros = 0;
        while (!areRoundsOver()) {
            long now = watchers.stream()
                    .mapToLong(watcher -> watcher.view() + watcher.committedHeight())
                    .sum();
            if (now != moved) {
                moved = now;
                movedAtMicros = world.time().nowMicros();
            } else if (world.time().nowMicros() > movedAtMicros + STALLED_MICROS) {
                shared.counters().count(TwinsSituation.STALLED);
                return;
            }
            runFor(STEP_MICROS);
        }
    }

    private boolean areRoundsOver() {
        Optional<Long> lastOpened = gate.openedAtMicros(schedule.rounds() - 1);
        boolean wasHeard = lastOpened.isPresent()
                && world.time().nowMicros() > lastOpened.get() + TwinsGate.SPAN_MICROS + STEP_MICROS;
        boolean haveAllLeft = honestWatchers.stream().allMatch(watcher -> watcher.view() > schedule.lastView());
        // Those whom a partition holds back are not waited for.
        return wasHeard || haveAllLeft || highestView() > schedule.lastView() + scenario.members();
    }

    /** Returns how many leaders it took. */
    private long heal() {
        world.trace().record(Trace.Step.HEAL, -1, highestView());
        if (honestWatchers.stream()
                        .mapToLong(TwinsWatcher::committedHeight)
                        .distinct()
                        .count()
                > 1) {
            shared.counters().count(TwinsSituation.HONEST_APART_AT_HEALING);
        }
        gate.heal();
        long height = chain.height();
        long view = highestView();
        History.Operation probe = clients.probe(honest);
        long end = world.time().nowMicros() + MOST_HEALING_MICROS;
        while (!honest.stream().allMatch(node -> status(node).appliedHeight() > height)) {
            requireTime(end);
            runFor(STEP_MICROS);
            require(
                    highestView() - view <= scenario.liveWithin(),
                    "no new block at all honest members under %d leaders after the last round: %s",
                    scenario.liveWithin(),
                    honest);
        }
        long leaders = highestView() - view;
        while (probe.answer().isEmpty() || !honest.stream().allMatch(this::isSettled)) {
            requireTime(end);
            runFor(STEP_MICROS);
        }
        new FinalChecks(honest, chain, clients.history()).run();
        return leaders;
    }

    private void requireTime(long endMicros) {
        require(
                world.time().nowMicros() < endMicros,
                "no agreement %d s after the last round: %s",
                MOST_HEALING_MICROS / 1_000_000,
                honest);
    }

    private static LedgerStatus status(SimNode node) {
        return node.ledger().status();
    }

    private boolean isSettled(SimNode node) {
        return status(node).appliedHeight() == chain.height() && status(node).certifiedHeight() == chain.height();
    }

    private long highestView() {
        return honestWatchers.stream().mapToLong(TwinsWatcher::view).max().orElse(0);
    }

    private void countResults() {
        TwinsCounters counters = shared.counters();
        counters.add(TwinsSituation.ROUND_NOT_LED, schedule.rounds() - counters.of(TwinsSituation.ROUND_LED));
        counters.add(
                TwinsSituation.ROUND_WITH_BLOCK,
                shared.viewsWithBlock().stream()
                        .filter(view -> schedule.playedIn(view).isPresent())
                        .count());
        Map<PublicKey, Integer> accusers = new TreeMap<>();
        for (TwinsWatcher watcher : honestWatchers) {
            counters.add(TwinsSituation.EQUIVOCATION_SEEN, watcher.seen().contradictions());
            watcher.convicted().forEach(member -> accusers.merge(member, 1, Integer::sum));
        }
        counters.add(
                TwinsSituation.EVIDENCE_OF_SEVERAL,
                accusers.values().stream().filter(many -> many > 1).count());
    }

    private void runFor(long micros) {
        long end = world.time().nowMicros() + micros;
        while (world.time().runNext(end)) {
            clients.throwViolation();
            require(world.time().scheduled() < MOST_EVENTS, "the world is busy without end");
        }
    }
}
