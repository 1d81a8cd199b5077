package dev.quire.testkit;

import dev.quire.block.PublicKey;
import dev.quire.spi.net.Frame;
import dev.quire.spi.net.Transport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Carries frames between the nodes: late, in any order, twice or not at all, as the world's faults have it. A pair counts
 * as connected while a frame can pass in at least one direction. Nodes that have the same key hear what is sent to that
 * key, each of them, and nothing of each other.
 */
final class SimNetwork {
    /** Decides what is lost although the link is whole. */
    interface Gate {
        boolean passes(int from, int to, Frame frame);
    }

    /** Stands between a node and the network, and says what it likes. */
    interface Liar {
        /** Its node wants to say this. */
        void say(PublicKey to, Frame frame);

        /** Its node was sent this. */
        default void hear(Frame frame) {}

        /** The storm is over. */
        default void calm() {}
    }

    private static final int TAIL_FACTOR = 10;
    private static final long MAX_NOTICE_MICROS = 20_000;

    private final SimWorld world;
    private final RandomGenerator random;
    private final List<SimNode> nodes = new ArrayList<>();
    private final Map<Integer, Liar> liars = new TreeMap<>();
    /** From, to. */
    private final boolean[][] cut;
    /** Whom, about whom: what a node was last told. */
    private final boolean[][] told;
    /** From, to: the share that is lost besides. */
    private final double[][] flaky;

    private Gate gate = (from, to, frame) -> true;

    SimNetwork(SimWorld world, int size) {
        this.world = world;
        this.random = world.newRandom();
        this.cut = new boolean[size][size];
        this.told = new boolean[size][size];
        this.flaky = new double[size][size];
    }

    /** From now on this liar speaks for the node. */
    void add(int node, Liar liar) {
        liars.put(node, liar);
    }

    void add(SimNode node) {
        nodes.add(node);
    }

    /** From now on this gate stands in all ways. */
    void gate(Gate next) {
        gate = next;
    }

    /** A node's way out; its way in is {@link SimNode#listener}. */
    Transport transportOf(int from) {
        return new Transport() {
            @Override
            public void start(Listener listener) {
                throw new UnsupportedOperationException("the simulator delivers by itself");
            }

            @Override
            public boolean send(PublicKey to, Frame frame) {
                Liar liar = liars.get(from);
                if (liar == null) {
                    return SimNetwork.this.send(from, to, frame);
                }
                liar.say(to, frame);
                return true;
            }

            @Override
            public void close() {
                // The world closes connections when a node goes down.
            }
        };
    }

    boolean send(int from, PublicKey toKey, Frame frame) {
        boolean sent = false;
        for (SimNode receiver : nodes) {
            if (receiver.key().equals(toKey) && connected(from, receiver.number())) {
                send(from, receiver.number(), frame);
                sent = true;
            }
        }
        return sent;
    }

    private void send(int from, int to, Frame frame) {
        Faults faults = world.faults();
        double loss = Math.max(flaky[from][to], faults.has(FaultKind.LOSS) ? faults.loss() : 0);
        if (random.nextDouble() < loss || !gate.passes(from, to, frame)) {
            world.count(Situation.FRAME_LOST);
            world.trace().record(Trace.Step.LOSE, from, to);
            return;
        }
        world.trace()
                .record(
                        Trace.Step.SEND,
                        from,
                        frame.size() << 32 | (frame.header().hashCode() & 0xffffffffL));
        travel(from, to, frame);
        if (faults.has(FaultKind.DUPLICATION) && random.nextDouble() < Faults.DUPLICATION) {
            world.count(Situation.FRAME_DOUBLED);
            travel(from, to, frame);
        }
    }

    private void travel(int from, int to, Frame frame) {
        Faults faults = world.faults();
        boolean isLate = faults.has(FaultKind.DELAY_TAIL) && random.nextDouble() < Faults.DELAY_TAIL;
        long most = faults.maxDelayMicros() * (isLate ? TAIL_FACTOR : 1);
        world.time().after(1 + random.nextLong(most), () -> deliver(from, to, frame));
    }

    private void deliver(int from, int to, Frame frame) {
        SimNode receiver = nodes.get(to);
        if (cut[from][to] || !receiver.isUp()) {
            return;
        }
        if (receiver.pausedUntilMicros() > world.time().nowMicros()) {
            receiver.whenGoingOn(() -> deliver(from, to, frame));
            return;
        }
        world.trace().record(Trace.Step.DELIVER, to, from);
        Liar liar = liars.get(to);
        if (liar != null) {
            liar.hear(frame);
        }
        receiver.listener().received(nodes.get(from).key(), frame);
    }

    private boolean connected(int a, int b) {
        return nodes.get(a).isUp() && nodes.get(b).isUp() && !(cut[a][b] && cut[b][a]) && !areOneMember(a, b);
    }

    private boolean areOneMember(int a, int b) {
        return nodes.get(a).key().equals(nodes.get(b).key());
    }

    /** A node came up or went down: it knows of no connection, and the others will notice. */
    void changed(int node) {
        Arrays.fill(told[node], false);
        noticeChanges();
    }

    /** Replaces all cuts. */
    void cut(boolean[][] next) {
        for (int from = 0; from < cut.length; from++) {
            System.arraycopy(next[from], 0, cut[from], 0, cut.length);
        }
        world.trace().record(Trace.Step.CUT, -1, Arrays.deepHashCode(cut));
        noticeChanges();
    }

    /** From now on the link loses this share of its frames. */
    void flaky(int from, int to, double loss) {
        flaky[from][to] = loss;
    }

    /** All links are whole, and liars think better of it, or do not. */
    void mend() {
        liars.values().forEach(Liar::calm);
        cut(new boolean[cut.length][cut.length]);
        for (double[] row : flaky) {
            Arrays.fill(row, 0);
        }
    }

    private void noticeChanges() {
        for (int whom = 0; whom < nodes.size(); whom++) {
            for (int about = 0; about < nodes.size(); about++) {
                if (whom != about && told[whom][about] != connected(whom, about)) {
                    int listener = whom;
                    int peer = about;
                    world.time().after(1 + random.nextLong(MAX_NOTICE_MICROS), () -> tell(listener, peer));
                }
            }
        }
    }

    private void tell(int whom, int about) {
        boolean now = connected(whom, about);
        if (!nodes.get(whom).isUp() || told[whom][about] == now) {
            return;
        }
        told[whom][about] = now;
        world.trace().record(Trace.Step.CONNECTION, whom, now ? about : -about - 1);
        Transport.Listener listener = nodes.get(whom).listener();
        PublicKey peer = nodes.get(about).key();
        if (now) {
            listener.connected(peer);
        } else {
            listener.disconnected(peer);
        }
    }
}
