package dev.quire.testkit;

import dev.quire.spi.consensus.EngineStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Breaks something now and then, of the kinds that the world's faults allow, and has what is down come up again. */
final class FaultInjector {
    private static final long MAX_DOWN_MICROS = 1_500_000;
    private static final long MAX_PAUSE_MICROS = 2_000_000;
    private static final long HOUR_MICROS = 3_600_000_000L;
    private static final int MAX_OPERATIONS_TO_POWER_LOSS = 12;

    private final SimWorld world;
    private final List<SimNode> nodes;
    private final SimNetwork network;
    private final RandomGenerator random;
    private final List<Runnable> kinds = new ArrayList<>();
    private boolean calm;

    FaultInjector(SimWorld world, List<SimNode> nodes, SimNetwork network) {
        this.world = world;
        this.nodes = nodes;
        this.network = network;
        this.random = world.newRandom();
        Faults faults = world.faults();
        allow(faults.crashes(), this::crashOne, this::crashOne, this::loseDiskPower, this::stopOne);
        allow(faults.powerLosses(), this::crashAll);
        allow(faults.partitions(), this::partition, this::partition, this::partition);
        allow(faults.pauses(), this::pause);
        allow(faults.clocks(), this::jump);
        allow(faults.disks(), this::failSync);
        allow(true, this::flush);
    }

    private void allow(boolean allowed, Runnable... actions) {
        if (allowed) {
            kinds.addAll(List.of(actions));
        }
    }

    void start() {
        world.time().after(1 + random.nextLong(2 * world.faults().meanGapMicros()), this::next);
    }

    private void next() {
        if (!calm) {
            kinds.get(random.nextInt(kinds.size())).run();
            start();
        }
    }

    /** Nothing breaks any more, all that was broken is whole, and every node comes up. */
    void heal() {
        calm = true;
        world.trace().record(Trace.Step.HEAL, -1, 0);
        world.faults(Faults.none());
        network.cut(new boolean[nodes.size()][nodes.size()]);
        nodes.forEach(SimNode::heal);
    }

    void crashAll() {
        world.count(Situation.POWER_LOSS_OF_ALL);
        for (SimNode node : nodes) {
            node.crash();
            startLater(node);
        }
    }

    private void startLater(SimNode node) {
        world.time().after(1 + random.nextLong(MAX_DOWN_MICROS), () -> {
            if (!node.isUp() && !calm && world.faults().crashes() && random.nextInt(4) == 0) {
                node.letDiskFail();
                node.disk().stopBefore(1 + random.nextInt(MAX_OPERATIONS_TO_POWER_LOSS));
            }
            node.start();
            if (!node.isUp()) {
                startLater(node);
            }
        });
    }

    private SimNode victim() {
        if (random.nextBoolean()) {
            for (SimNode node : nodes) {
                if (node.isUp() && node.ledger().status().engine().role() == EngineStatus.Role.LEADER) {
                    return node;
                }
            }
        }
        return nodes.get(random.nextInt(nodes.size()));
    }

    private void crashOne() {
        SimNode victim = victim();
        victim.crash();
        startLater(victim);
    }

    /** The power goes in the middle of one of the next writes. */
    private void loseDiskPower() {
        SimNode victim = victim();
        if (victim.isUp()) {
            victim.letDiskFail();
            victim.disk().stopBefore(1 + random.nextInt(MAX_OPERATIONS_TO_POWER_LOSS));
            startWhenDown(victim);
        }
    }

    private void failSync() {
        SimNode victim = victim();
        if (victim.isUp()) {
            world.count(Situation.FAILED_SYNC);
            victim.letDiskFail();
            victim.disk().failSync();
            startWhenDown(victim);
        }
    }

    private void startWhenDown(SimNode node) {
        world.time().after(MAX_DOWN_MICROS, () -> {
            node.start();
            if (!node.isUp()) {
                startLater(node);
            }
        });
    }

    private void stopOne() {
        SimNode victim = victim();
        if (victim.isUp() && !victim.diskMayFail()) {
            victim.stop();
            startLater(victim);
        }
    }

    private void pause() {
        world.count(Situation.PAUSE);
        victim().pauseUntil(world.time().nowMicros() + random.nextLong(MAX_PAUSE_MICROS));
    }

    private void jump() {
        long micros = switch (random.nextInt(4)) {
            case 0 -> HOUR_MICROS;
            case 1 -> -HOUR_MICROS;
            case 2 -> 0;
            default -> random.nextLong(-3_000_000, 3_000_000);
        };
        SimNode victim = victim();
        world.count(Situation.CLOCK_JUMP);
        world.trace().record(Trace.Step.CLOCK, victim.number(), micros);
        victim.clock().setWallOffset(micros);
    }

    /** A store may make durable what it holds at any time. */
    private void flush() {
        SimNode victim = victim();
        if (victim.isUp()) {
            world.trace()
                    .record(Trace.Step.FLUSH, victim.number(), victim.store().flush());
        }
    }

    /** Two sides, single directions, the leader with few others, or nothing. */
    private void partition() {
        int size = nodes.size();
        int kind = random.nextInt(4);
        boolean[] side = new boolean[size];
        for (int i = 0; i < size; i++) {
            side[i] = kind != 3 && random.nextBoolean();
        }
        if (kind == 3) {
            side[victim().number()] = true;
            side[random.nextInt(size)] = true;
        }
        boolean[][] cut = new boolean[size][size];
        for (int from = 0; from < size; from++) {
            for (int to = 0; to < size; to++) {
                cut[from][to] = kind == 2 ? random.nextInt(3) == 0 : kind != 0 && side[from] != side[to];
            }
        }
        if (kind != 0) {
            world.count(kind == 2 ? Situation.HALF_PARTITION : Situation.PARTITION);
        }
        network.cut(cut);
    }
}
