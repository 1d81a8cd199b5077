package dev.quire.testkit;

import static dev.quire.testkit.InvariantViolation.require;

import dev.quire.block.PublicKey;
import dev.quire.spi.ledger.LedgerStatus;
import dev.quire.testkit.twins.Scenario;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Production nodes that play a Twins scenario: its rounds, then a whole network, in which a new block must come after few
 * leaders and all must add up. The twins go on as they are.
 */
final class TwinsWorld {
    private static final long STEP_MICROS = 50_000;
    /** Where nothing has moved for so long, nothing will: it is longer than a view and the patience before it. */
    private static final long STALLED_MICROS = 12_000_000;
    /** Work that a part of the members alone has heard of may have to wait until their patience has doubled. */
    private static final long MOST_HEALING_MICROS = 120_000_000;

    private static final long MOST_EVENTS = 1_000_000;
    private static final int REAL_SIGNATURES_EVERY = 500;

    private final Scenario scenario;
    private final SimWorld world;
    private final TwinsSchedule schedule;
    private final TwinsGate gate;
    private final TwinsInstances instances;
    private final TwinsCounters counters;
    private final List<SimNode> honest;
    private final CommittedChain chain;
    private final Clients clients;

    /** @param seed of the network's delays and of the keys */
    TwinsWorld(Scenario scenario, long seed, SimProtocols.Maker maker, Optional<Consumer<String>> traceReader) {
        this.scenario = scenario;
        SplittableRandom random = new SplittableRandom(seed).split();
        this.world = new SimWorld(random, onlySlow(random), traceReader);
        this.schedule = new TwinsSchedule(scenario);
        SimKeys keys = Math.floorMod(seed, REAL_SIGNATURES_EVERY) == REAL_SIGNATURES_EVERY - 1
                ? SimKeys.real(world.newRandom())
                : SimKeys.simulated(world.newRandom());
        this.gate = new TwinsGate(scenario, schedule, world.time(), this::opened);
        this.instances = new TwinsInstances(scenario, world, keys, maker.make(world.newRandom(), world.faults()), gate);
        this.counters = instances.shared().counters();
        gate.watch(counters, instance -> instances.watchers().get(instance).view());
        this.honest = instances.honest();
        this.chain = instances.chain();
        this.clients = new Clients(world, honest, chain, keys, SimulationConfig.Profile.BYZANTINE);
    }

    private static Faults onlySlow(RandomGenerator random) {
        long maxDelayMicros = random.nextInt(4) == 0 ? 20_000 : 2_000;
        return new Faults(EnumSet.noneOf(FaultKind.class), 0, maxDelayMicros, 200, 200, 500, 1_000_000);
    }

    /** The leader is heard: in some rounds there is more work while it leads, in all some that it leaves behind. */
    private void opened(int round) {
        counters.count(TwinsSituation.ROUND_LED);
        if (round % 3 == 0) {
            world.time().after(TwinsGate.SPAN_MICROS / 4, () -> clients.probe(instances.all()));
        }
        world.time().after(TwinsGate.SPAN_MICROS, () -> clients.probe(instances.all()));
    }

    /** Plays it. */
    TwinsResult run() {
        instances.all().forEach(SimNode::start);
        clients.probe(instances.all());
        playRounds();
        long leaders = heal();
        new FinalChecks(honest, chain, clients.history()).run();
        instances.shared().votes().requireOneQuorum();
        instances.honestWatchers().forEach(watcher -> watcher.seen().requireEvidence());
        countResults();
        for (SimNode node : honest) {
            world.trace()
                    .record(
                            Trace.Step.STATE,
                            node.number(),
                            status(node).headHash().hashCode());
        }
        return new TwinsResult(world.trace().hash(), world.time().nowMicros(), chain.height(), leaders, counters);
    }

    private void playRounds() {
        long progress = -1;
        long movedAtMicros = 0;
        while (!areRoundsOver()) {
            if (instances.progress() != progress) {
                progress = instances.progress();
                movedAtMicros = world.time().nowMicros();
            } else if (world.time().nowMicros() > movedAtMicros + STALLED_MICROS) {
                counters.count(TwinsSituation.STALLED);
                return;
            }
            runFor(STEP_MICROS);
        }
    }

    private boolean areRoundsOver() {
        Optional<Long> lastOpened = gate.openedAtMicros(schedule.rounds() - 1);
        boolean wasHeard = lastOpened.isPresent()
                && world.time().nowMicros() > lastOpened.get() + TwinsGate.SPAN_MICROS + STEP_MICROS;
        boolean haveAllLeft =
                instances.honestWatchers().stream().allMatch(watcher -> watcher.view() > schedule.lastView());
        // Those whom a partition holds back are not waited for.
        return wasHeard || haveAllLeft || instances.highestView() > schedule.lastView() + scenario.members();
    }

    /** Returns how many leaders it took. */
    private long heal() {
        world.trace().record(Trace.Step.HEAL, -1, instances.highestView());
        if (!instances.areTogether()) {
            counters.count(TwinsSituation.HONEST_APART_AT_HEALING);
        }
        gate.heal();
        long height = chain.height();
        long view = instances.highestView();
        long endMicros = world.time().nowMicros() + MOST_HEALING_MICROS;
        History.Operation probe = clients.probe(honest);
        while (!honest.stream().allMatch(node -> status(node).appliedHeight() > height)) {
            runUntilAtMost(endMicros);
            require(
                    instances.highestView() - view <= scenario.liveWithin(),
                    "no new block at all honest members under %d leaders after the last round: %s",
                    scenario.liveWithin(),
                    honest);
        }
        long leaders = instances.highestView() - view;
        while (probe.answer().isEmpty() || !honest.stream().allMatch(this::isSettled)) {
            runUntilAtMost(endMicros);
        }
        return leaders;
    }

    private void runUntilAtMost(long endMicros) {
        require(
                world.time().nowMicros() < endMicros,
                "no agreement %d s after the last round: %s",
                MOST_HEALING_MICROS / 1_000_000,
                honest);
        runFor(STEP_MICROS);
    }

    private static LedgerStatus status(SimNode node) {
        return node.ledger().status();
    }

    private boolean isSettled(SimNode node) {
        return status(node).appliedHeight() == chain.height() && status(node).certifiedHeight() == chain.height();
    }

    private void countResults() {
        counters.add(TwinsSituation.ROUND_NOT_LED, schedule.rounds() - counters.of(TwinsSituation.ROUND_LED));
        counters.add(
                TwinsSituation.ROUND_WITH_BLOCK,
                instances.shared().viewsWithBlock().stream()
                        .filter(view -> schedule.playedIn(view).isPresent())
                        .count());
        Map<PublicKey, Integer> accusers = new TreeMap<>();
        for (TwinsWatcher watcher : instances.honestWatchers()) {
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
