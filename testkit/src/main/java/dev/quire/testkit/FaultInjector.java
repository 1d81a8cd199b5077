package dev.quire.testkit;

import java.util.ArrayList;
import java.util.List;

/** Breaks something now and then, of the kinds that the world's faults allow, until all is to be well again. */
final class FaultInjector {
    private final SimWorld world;
    private final List<SimNode> nodes;
    private final SimNetwork network;
    private final Victims victims;
    /** Each as often as it is to be chosen. */
    private final List<Nemesis> nemeses = new ArrayList<>();

    /** @param mostForgetful how many nodes may lose what they promised */
    FaultInjector(SimWorld world, List<SimNode> nodes, SimNetwork network, int mostForgetful) {
        this.world = world;
        this.nodes = nodes;
        this.network = network;
        this.victims = new Victims(world, nodes, world.newRandom(), mostForgetful);
        allow(FaultKind.CRASHES, 4, new Crashes(victims));
        allow(FaultKind.POWER_LOSSES, 1, new PowerLosses(victims));
        allow(FaultKind.PARTITIONS, 3, new Partitions(victims, network));
        allow(FaultKind.FLAKY_LINKS, 1, new FlakyLinks(victims, network));
        allow(FaultKind.PAUSES, 1, new Pauses(victims));
        allow(FaultKind.CLOCK_STEPS, 1, new ClockSteps(victims));
        allow(FaultKind.FAILED_SYNCS, 1, new FailingDisks(victims, Situation.FAILED_SYNC, SimDisk::failSync));
        allow(FaultKind.FULL_DISKS, 1, new FailingDisks(victims, Situation.FULL_DISK, SimDisk::fill));
        allow(FaultKind.BIT_ROT, 1, new BitRot(victims));
        allow(FaultKind.LOST_DISKS, 1, new LostDisks(victims));
        allow(FaultKind.OLD_BACKUPS, 2, new OldBackups(victims));
        nemeses.add(this::flush);
    }

    private void allow(FaultKind kind, int weight, Nemesis nemesis) {
        for (int i = 0; i < weight && world.faults().has(kind); i++) {
            nemeses.add(nemesis);
        }
    }

    void start() {
        if (world.faults().has(FaultKind.RESTLESS_LEADERS)) {
            new RestlessLeaders(victims, network).start();
        }
        if (world.faults().has(FaultKind.CRASHING_VOTERS)) {
            new CrashingVoters(victims).start();
        }
        next();
    }

    private void next() {
        long gap = 1 + victims.random().nextLong(2 * world.faults().meanGapMicros());
        world.time().after(gap, () -> {
            if (!victims.isCalm()) {
                nemeses.get(victims.random().nextInt(nemeses.size())).strike();
                next();
            }
        });
    }

    /** Nothing breaks any more, all that was broken is whole, and every node comes up. */
    void heal() {
        victims.calm();
        world.trace().record(Trace.Step.HEAL, -1, 0);
        world.faults(Faults.none());
        network.mend();
        nodes.forEach(SimNode::heal);
    }

    void crashAll() {
        new PowerLosses(victims).strike();
    }

    /** A store may make durable what it holds at any time. */
    private void flush() {
        SimNode victim = victims.one();
        if (victim.isUp()) {
            world.trace()
                    .record(Trace.Step.FLUSH, victim.number(), victim.store().flush());
        }
    }
}
