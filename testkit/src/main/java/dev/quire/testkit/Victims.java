package dev.quire.testkit;

import dev.quire.spi.consensus.EngineStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Whom a fault may hit, and how what is down comes up again. */
final class Victims {
    static final int MAX_OPERATIONS_TO_POWER_LOSS = 12;
    private static final long MAX_DOWN_MICROS = 1_500_000;
    private static final long MAX_SHORT_DOWN_MICROS = 30_000;

    private final SimWorld world;
    private final List<SimNode> nodes;
    private final RandomGenerator random;
    private final TreeSet<Integer> forgetful = new TreeSet<>();
    private final int mostForgetful;
    private boolean calm;

    Victims(SimWorld world, List<SimNode> nodes, RandomGenerator random, int mostForgetful) {
        this.world = world;
        this.nodes = nodes;
        this.random = random;
        this.mostForgetful = mostForgetful;
    }

    List<SimNode> all() {
        return nodes;
    }

    SimWorld world() {
        return world;
    }

    RandomGenerator random() {
        return random;
    }

    boolean isCalm() {
        return calm;
    }

    /** Nothing breaks any more. */
    void calm() {
        calm = true;
    }

    /** The leader of the newest term. */
    Optional<SimNode> leader() {
        return nodes.stream()
                .filter(node -> node.isUp() && engine(node).role() == EngineStatus.Role.LEADER)
                .max(Comparator.comparingLong(node -> engine(node).term()));
    }

    static EngineStatus engine(SimNode node) {
        return node.ledger().status().engine();
    }

    /** The leader every other time, else any node, up or down. */
    SimNode one() {
        Optional<SimNode> leader = random.nextBoolean() ? leader() : Optional.empty();
        return leader.orElseGet(() -> nodes.get(random.nextInt(nodes.size())));
    }

    /** A node that may lose what it promised. There are not too many of them at any time. */
    Optional<SimNode> oneThatMayForget() {
        forgetful.removeIf(number -> hasRecovered(nodes.get(number)));
        SimNode node = nodes.get(random.nextInt(nodes.size()));
        if (!forgetful.contains(node.number()) && forgetful.size() >= mostForgetful) {
            return Optional.empty();
        }
        forgetful.add(node.number());
        return Optional.of(node);
    }

    private static boolean hasRecovered(SimNode node) {
        return node.isUp() && node.isWhole() && engine(node).role() != EngineStatus.Role.RECOVERING;
    }

    /** The node, which is down, comes up: one time in three so soon that what was under way still finds it. */
    void startLater(SimNode node) {
        long most = random.nextInt(3) == 0 ? MAX_SHORT_DOWN_MICROS : MAX_DOWN_MICROS;
        world.time().after(1 + random.nextLong(most), () -> {
            if (!node.isUp() && !calm && world.faults().has(FaultKind.CRASHES) && random.nextInt(4) == 0) {
                node.letDiskFail();
                node.disk().stopBefore(1 + random.nextInt(MAX_OPERATIONS_TO_POWER_LOSS));
            }
            startNow(node);
        });
    }

    /** The node was made to fail soon; afterwards it comes up. */
    void startWhenDown(SimNode node) {
        world.time().after(MAX_DOWN_MICROS, () -> startNow(node));
    }

    private void startNow(SimNode node) {
        node.start();
        if (!node.isUp()) {
            startLater(node);
        }
    }
}
