package dev.quire.testkit;

import dev.quire.spi.consensus.EngineStatus;
import java.util.random.RandomGenerator;

/**
 * Takes a leader away as soon as it has appended something; but one that inherited what is not committed, not before it
 * commits. It is left with fewer than a majority, or crashes and is soon back. So several nodes come to hold different
 * suffixes of rising terms, and old leaders lead again with theirs: figure 8 of the Raft paper.
 */
final class RestlessLeaders {
    private static final long MAX_LOOK_MICROS = 1_000;
    private static final long MAX_DOWN_MICROS = 150_000;

    private final Victims victims;
    private final SimNetwork network;
    private final RandomGenerator random;
    /** Of a thousand looks at a leader, how many are its end whatever it has done. */
    private final int impatience;

    private long term;
    private long firstLast;
    private long firstCommitted;
    private boolean struck;

    RestlessLeaders(Victims victims, SimNetwork network) {
        this.victims = victims;
        this.network = network;
        this.random = victims.random();
        this.impatience = 1 << random.nextInt(8);
    }

    void start() {
        victims.world().time().after(1 + random.nextLong(MAX_LOOK_MICROS), this::look);
    }

    private void look() {
        if (victims.isCalm()) {
            return;
        }
        victims.leader().filter(this::isRipe).ifPresent(this::unseat);
        start();
    }

    private boolean isRipe(SimNode leader) {
        EngineStatus engine = Victims.engine(leader);
        if (engine.term() > term) {
            term = engine.term();
            firstLast = engine.lastHeight();
            firstCommitted = engine.committedHeight();
            struck = false;
        }
        boolean inherits = firstLast > firstCommitted;
        boolean hasActed = inherits ? engine.committedHeight() > firstCommitted : engine.lastHeight() > firstLast;
        return engine.term() == term && !struck && (hasActed || random.nextInt(1_000) < impatience);
    }

    private void unseat(SimNode leader) {
        struck = true;
        victims.world().count(Situation.LEADER_UNSEATED);
        if (random.nextInt(4) == 0) {
            leader.crash();
            victims.world().time().after(1 + random.nextLong(MAX_DOWN_MICROS), leader::start);
        } else {
            isolate(leader);
        }
    }

    /** Whom it is left with is too few to commit anything. Earlier cuts are mended. */
    private void isolate(SimNode leader) {
        int size = victims.all().size();
        boolean[] side = new boolean[size];
        side[leader.number()] = true;
        for (int companions = random.nextInt((size + 1) / 2); companions > 0; companions--) {
            side[random.nextInt(size)] = true;
        }
        boolean[][] cut = new boolean[size][size];
        for (int from = 0; from < size; from++) {
            for (int to = 0; to < size; to++) {
                cut[from][to] = side[from] != side[to];
            }
        }
        network.cut(cut);
    }
}
