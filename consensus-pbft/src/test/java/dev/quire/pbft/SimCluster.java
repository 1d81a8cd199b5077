package dev.quire.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.VoteKind;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.Membership;
import dev.quire.spi.consensus.MessageCodec.SignatureCheck;
import dev.quire.spi.net.Frame;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Several engines in one thread and virtual time, with liars among them, and a network and disks that misbehave by the
 * seed. First a phase in which everything may break and only safety is asked for, then one with only the liars left, in
 * which progress is.
 */
final class SimCluster {
    /** What the network lets pass, for a story that has to go one way. */
    interface Gate {
        boolean passes(int from, int to, PbftMessage message);
    }

    private record Event(long atMicros, long order, Runnable action) {}

    private final PbftCodec codec;
    private final SplittableRandom random;
    private final Membership members;
    private final PbftConfig config;
    private final Rules rules;
    private final boolean guardOff;
    private final Map<Integer, SimNode> nodes = new TreeMap<>();
    private final Map<Integer, SimLiar> liars = new TreeMap<>();
    private final SimInvariants invariants;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atMicros).thenComparingLong(Event::order));
    private final Map<String, Integer> counters = new TreeMap<>();
    private final boolean[][] cut;
    private SimFaults faults;
    private Gate gate = (from, to, message) -> true;
    private boolean healed;
    private boolean work;
    private long now;
    private long order;
    private long marks;

    SimCluster(long seed, int size, int liars) {
        this(seed, size, liars, new Rules(), false, Optional.empty());
    }

    /**
     * @param guardOff sign all but a second proposal: the guard would hide some planted errors
     * @param faults empty: drawn from the seed
     */
    SimCluster(long seed, int size, int liars, Rules rules, boolean guardOff, Optional<SimFaults> faults) {
        this.random = new SplittableRandom(seed);
        this.members = TestBlocks.members(size);
        this.rules = rules;
        this.guardOff = guardOff;
        this.faults = faults.orElseGet(() -> SimFaults.drawn(random));
        int rotate = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0;
        this.config = new PbftConfig(rotate, 200_000, 1_600_000, 50_000, 800_000, 500_000, 8, 64L << 20, 1 << 20);
        this.codec = new PbftCodec(rotate);
        this.cut = new boolean[size][size];
        TreeSet<Integer> lying = new TreeSet<>();
        while (lying.size() < liars) {
            lying.add(random.nextInt(size));
        }
        this.invariants = new SimInvariants(members, lying);
        for (int i = 0; i < size; i++) {
            if (lying.contains(i)) {
                this.liars.put(i, new SimLiar(this, i));
            } else {
                nodes.put(i, new SimNode(this, i));
            }
        }
    }

    void gate(Gate chosen) {
        gate = chosen;
    }

    SimNode node(int member) {
        return nodes.get(member);
    }

    Membership members() {
        return members;
    }

    SplittableRandom random() {
        return random;
    }

    PbftConfig config() {
        return config;
    }

    Rules rules() {
        return rules;
    }

    boolean isGuardOff() {
        return guardOff;
    }

    SimFaults faults() {
        return faults;
    }

    SimInvariants invariants() {
        return invariants;
    }

    long now() {
        return now;
    }

    long nextMark() {
        return ++marks;
    }

    int loadLimit() {
        return random.nextInt(4);
    }

    boolean hasWork() {
        return work;
    }

    void committed(int member, long height, Hash hash) {
        if (height > invariants.highestCommitted()) {
            work = false;
        }
        invariants.committed(member, height, hash);
    }

    void count(String situation) {
        counters.merge(situation, 1, Integer::sum);
    }

    Map<String, Integer> counters() {
        return counters;
    }

    void later(long delayMicros, Runnable action) {
        events.add(new Event(now + delayMicros, order++, action));
    }

    /** The whole life: {@code stormMicros} of faults, then calm until all agree. */
    void run(long stormMicros) {
        storm(stormMicros);
        heal();
        assertAllAgree();
    }

    void storm(long micros) {
        nodes.values().forEach(SimNode::start);
        liars.values().forEach(SimLiar::start);
        later(1_000, this::client);
        later(random.nextLong(this.faults.meanFaultMicros()), this::breakSomething);
        runFor(micros);
    }

    void runFor(long micros) {
        long end = now + micros;
        while (!events.isEmpty() && events.peek().atMicros() <= end) {
            Event event = events.poll();
            now = event.atMicros();
            event.action().run();
        }
        now = end;
    }

    /** Work comes to some member, and is known to all others a while later if nobody has proposed it. */
    private void client() {
        if (random.nextInt(4) == 0) {
            anyNode().read();
        } else if (!work) {
            work = true;
            nodes.values().forEach(node -> node.step(new Input.WorkWaiting(false)));
        } else {
            nodes.values().forEach(node -> node.step(new Input.WorkWaiting(true)));
        }
        later(random.nextLong(1, healed ? 300_000 : 150_000), this::client);
    }

    private SimNode anyNode() {
        List<SimNode> all = List.copyOf(nodes.values());
        return all.get(random.nextInt(all.size()));
    }

    private void breakSomething() {
        if (healed) {
            return;
        }
        if (faults.crashes() && random.nextBoolean()) {
            if (random.nextDouble() < faults.powerLoss()) {
                count("power losses");
                nodes.values().forEach(this::crash);
            } else {
                crash(leaderOrAny());
            }
        } else if (faults.partitions()) {
            repartition();
        }
        later(random.nextLong(1, 2 * faults.meanFaultMicros()), this::breakSomething);
    }

    private void crash(SimNode node) {
        if (node.isUp()) {
            count("crashes");
            node.crash();
            if (random.nextDouble() < faults.lostDisk() && (node.isRecovering() || mayForget())) {
                count("lost disks");
                node.loseDisk();
            }
            later(random.nextLong(1, 500_000), () -> {
                if (!node.isUp()) {
                    node.start();
                }
            });
        }
    }

    /** Who forgets something forgets best what it has just said. */
    void signed(SimNode node, VoteKind kind) {
        double share = kind == VoteKind.VIEW_CHANGE ? 0.5 : kind == VoteKind.COMMIT ? 0.05 : 0;
        if (faults.lostDisk() > 0 && random.nextDouble() < faults.lostDisk() * share) {
            later(random.nextLong(1, 5_000), () -> crash(node));
        }
    }

    /** At any time no more than f members lie or have forgotten what they signed. */
    private boolean mayForget() {
        long faulty = liars.size()
                + nodes.values().stream().filter(SimNode::isRecovering).count();
        return faulty < (members.voters().size() - 1) / 3;
    }

    private SimNode leaderOrAny() {
        return nodes.values().stream()
                .filter(n ->
                        random.nextBoolean() && n.isUp() && n.engine().status().role() == EngineStatus.Role.LEADER)
                .findFirst()
                .orElseGet(this::anyNode);
    }

    /** Nothing cut, two random sides, or single directions of links. */
    private void repartition() {
        int kind = random.nextInt(3);
        boolean[] side = new boolean[cut.length];
        for (int i = 0; i < side.length; i++) {
            side[i] = random.nextBoolean();
        }
        for (int from = 0; from < cut.length; from++) {
            for (int to = 0; to < cut.length; to++) {
                cut[from][to] = kind == 1 ? side[from] != side[to] : kind == 2 && random.nextInt(3) == 0;
            }
        }
    }

    private void heal() {
        healed = true;
        faults = SimFaults.none();
        for (boolean[] row : cut) {
            Arrays.fill(row, false);
        }
        nodes.values().stream().filter(n -> !n.isUp()).forEach(SimNode::start);
        liars.values().forEach(SimLiar::calm);
    }

    void send(int from, int to, PbftMessage message) {
        count(message.getClass().getSimpleName());
        sendFrame(from, to, codec.encode(message));
    }

    void sendFrame(int from, int to, Frame frame) {
        int copies = random.nextDouble() < faults.duplication() ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            if (random.nextDouble() >= faults.loss()) {
                later(random.nextLong(1, faults.maxDelayMicros()), () -> deliver(from, to, frame));
            }
        }
    }

    private void deliver(int from, int to, Frame frame) {
        if (cut[from][to]) {
            return;
        }
        try {
            PbftMessage message = (PbftMessage) codec.decode(frame);
            if (!gate.passes(from, to, message)) {
                return;
            }
            for (SignatureCheck check : codec.signatures(message, TestBlocks.key(from), TestBlocks.CHAIN, members)) {
                if (!check.signature().equals(TestBlocks.sign(check.member(), check.message()))) {
                    throw new MalformedException("a forged signature of " + check.member());
                }
            }
            if (liars.containsKey(to)) {
                liars.get(to).receive(from, frame, message);
            } else {
                nodes.get(to).step(new Input.MessageReceived(TestBlocks.key(from), message));
            }
        } catch (MalformedException e) {
            if (!liars.containsKey(from)) {
                throw new AssertionError("an engine sent what no peer may send", e);
            }
            count("malformed lies");
        }
    }

    /** New blocks commit, and every honest member gets them, a long time before the end of patience. */
    private void assertAllAgree() {
        runFor(1_000_000);
        long before = invariants.highestCommitted();
        long patience = now + 20_000_000;
        while (now < patience && !isWell(before)) {
            runFor(100_000);
        }
        assertThat(isWell(before))
                .as("after height %s blocks commit everywhere once all is well: %s", before, describe())
                .isTrue();
    }

    private boolean isWell(long height) {
        return allAbove(height) && nodes.values().stream().noneMatch(SimNode::isRecovering);
    }

    private boolean allAbove(long height) {
        return nodes.values().stream().allMatch(node -> node.committedHeight() > height);
    }

    private String describe() {
        StringBuilder all = new StringBuilder();
        nodes.values()
                .forEach(node -> all.append("\n  ")
                        .append(node)
                        .append(' ')
                        .append(node.isUp() ? node.engine().status() : "down"));
        return all.toString();
    }
}
