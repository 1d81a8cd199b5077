package dev.quire.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.PublicKey;
import dev.quire.codec.MalformedException;
import dev.quire.spi.consensus.EngineMessage;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.Membership;
import dev.quire.spi.consensus.MessageCodec.SignatureCheck;
import dev.quire.spi.net.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Several engines in one thread and virtual time, with a network and disks that misbehave by the seed. First a phase in
 * which everything may break and only safety is asked for, then one without faults in which progress is.
 */
final class MiniCluster {
    private record Event(long atMicros, long order, Runnable action) {}

    private static final RaftCodec CODEC = new RaftCodec();

    private final SplittableRandom random;
    private final Membership members;
    private final CommitRule commitRule;
    private final RaftConfig config;
    private final List<SimNode> nodes = new ArrayList<>();
    private final SimInvariants invariants = new SimInvariants();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atMicros).thenComparingLong(Event::order));
    private final Map<String, Integer> counters = new TreeMap<>();
    private final boolean[][] cut;
    private SimFaults faults;
    private boolean healed;
    private long now;
    private long order;
    private long marks;

    MiniCluster(long seed, int size, CommitRule commitRule) {
        this(seed, size, commitRule, Optional.empty());
    }

    /** @param faults empty: drawn from the seed */
    MiniCluster(long seed, int size, CommitRule commitRule, Optional<SimFaults> faults) {
        this.random = new SplittableRandom(seed);
        this.members = TestBlocks.members(size);
        this.commitRule = commitRule;
        this.faults = faults.orElseGet(() -> SimFaults.drawn(random));
        boolean tight = random.nextInt(3) == 0;
        this.config = tight
                ? new RaftConfig(300_000, 600_000, 75_000, 600, 2, 2_000, 4, 4, 2, 1_000, 300_000, 4)
                : RaftConfig.defaults();
        this.cut = new boolean[size + 1][size + 1];
        for (int i = 1; i <= size; i++) {
            nodes.add(new SimNode(this, i));
        }
    }

    List<SimNode> nodes() {
        return nodes;
    }

    Membership members() {
        return members;
    }

    SplittableRandom random() {
        return random;
    }

    RaftConfig config() {
        return config;
    }

    CommitRule commitRule() {
        return commitRule;
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
        nodes.forEach(SimNode::start);
        later(1_000, this::client);
        later(random.nextLong(faults.meanFaultMicros()), this::breakSomething);
        runFor(stormMicros);
        heal();
        runFor(5_000_000);
        assertAllAgree();
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

    private void client() {
        SimNode node = random.nextBoolean() ? anyNode() : leaderOrAny();
        if (random.nextInt(8) == 0) {
            node.read();
        } else {
            node.addWork();
        }
        later(random.nextLong(1, 60_000), this::client);
    }

    private SimNode anyNode() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private void breakSomething() {
        if (healed) {
            return;
        }
        if (faults.crashes() && random.nextBoolean()) {
            crash(random.nextBoolean() ? anyNode() : leaderOrAny());
        } else if (faults.partitions()) {
            repartition();
        }
        later(random.nextLong(1, 2 * faults.meanFaultMicros()), this::breakSomething);
    }

    private void crash(SimNode victim) {
        if (!victim.isUp() || healed) {
            return;
        }
        count("crashes");
        victim.crash();
        if (faults.decay() && nodes.size() > 2 && nodes.stream().noneMatch(SimNode::isRecovering)) {
            count("disks decayed");
            victim.decay();
        }
        later(random.nextLong(1, 1_500_000), () -> {
            if (!victim.isUp()) {
                victim.start();
            }
        });
    }

    /** A leader has just appended or committed: the moments at which its loss matters most. */
    void leaderActed(SimNode leader) {
        if (random.nextDouble() >= faults.leaderLoss()) {
            return;
        }
        if (faults.partitions() && random.nextInt(4) > 0) {
            isolate(leader);
        } else if (faults.crashes()) {
            later(random.nextLong(1, faults.maxDelayMicros()), () -> crash(leader));
        }
    }

    private SimNode leaderOrAny() {
        return nodes.stream()
                .filter(n -> n.isUp() && n.engine().status().role() == EngineStatus.Role.LEADER)
                .findFirst()
                .orElseGet(this::anyNode);
    }

    /** Nothing cut, two random sides, or single directions of links. */
    private void repartition() {
        int kind = random.nextInt(3);
        boolean[] side = new boolean[cut.length];
        for (int i = 0; i < side.length; i++) {
            side[i] = kind == 1 && random.nextBoolean();
        }
        separate(side);
        if (kind == 2) {
            for (boolean[] row : cut) {
                for (int to = 0; to < row.length; to++) {
                    row[to] = random.nextInt(3) == 0;
                }
            }
        }
    }

    /** Leaves the leader with one other, perhaps. */
    private void isolate(SimNode leader) {
        count("leaders isolated");
        boolean[] side = new boolean[cut.length];
        side[leader.number()] = true;
        side[random.nextInt(cut.length)] = true;
        separate(side);
    }

    private void separate(boolean[] side) {
        for (int from = 0; from < cut.length; from++) {
            for (int to = 0; to < cut.length; to++) {
                cut[from][to] = side[from] != side[to];
            }
        }
    }

    private void heal() {
        healed = true;
        faults = SimFaults.none();
        for (boolean[] row : cut) {
            Arrays.fill(row, false);
        }
        nodes.stream().filter(n -> !n.isUp()).forEach(SimNode::start);
    }

    void send(SimNode from, PublicKey to, RaftMessage message) {
        SimNode receiver = nodes.get(members.voters().indexOf(to));
        checkVote(from, receiver, message);
        count(message.getClass().getSimpleName());
        Frame frame = CODEC.encode(message);
        int copies = random.nextDouble() < faults.duplication() ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            if (random.nextDouble() >= faults.loss()) {
                later(random.nextLong(1, faults.maxDelayMicros()), () -> deliver(from, receiver, frame));
            }
        }
    }

    /** Who forgot a vote may give it again where that elects nobody (spec, section 8); leaders are checked anyhow. */
    private void checkVote(SimNode from, SimNode receiver, RaftMessage message) {
        if (from.hasDecayed()) {
            return;
        }
        if (message instanceof RaftMessage.VoteReply reply && reply.granted()) {
            invariants.voted(from.number(), reply.term(), receiver.number());
        }
        if (message instanceof RaftMessage.RequestVote request) {
            invariants.voted(from.number(), request.term(), from.number());
        }
    }

    private void deliver(SimNode from, SimNode to, Frame frame) {
        if (cut[from.number()][to.number()]) {
            return;
        }
        try {
            EngineMessage message = CODEC.decode(frame);
            for (SignatureCheck check : CODEC.signatures(message, from.key(), TestBlocks.CHAIN, members)) {
                assertThat(check.signature()).isEqualTo(TestBlocks.sign(check.member(), check.message()));
            }
            to.step(new Input.MessageReceived(from.key(), message));
        } catch (MalformedException e) {
            throw new AssertionError("an engine sent what no peer may send", e);
        }
    }

    private void assertAllAgree() {
        long before = invariants.highestCommitted();
        runFor(1_000_000);
        assertThat(invariants.highestCommitted())
                .as("blocks commit once all is well")
                .isGreaterThan(before);
        Optional<SimNode> leader = nodes.stream()
                .filter(n -> n.engine().status().role() == EngineStatus.Role.LEADER)
                .findFirst();
        assertThat(leader).isPresent();
        assertThat(nodes).noneMatch(SimNode::isRecovering);
        for (SimNode node : nodes) {
            assertThat(node.engine().status().leader())
                    .as("leader of %s", node)
                    .contains(leader.get().key());
            assertThat(node.committedHeight()).as("commit height of %s", node).isGreaterThanOrEqualTo(before);
            assertThat(node.certificate().orElseThrow().height())
                    .as("certified height of %s", node)
                    .isGreaterThanOrEqualTo(before);
        }
    }
}
