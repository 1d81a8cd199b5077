package dev.quire.testkit;

import dev.quire.spi.consensus.EngineStatus;
import java.util.random.RandomGenerator;

/**
 * While nodes campaign, above all against each other, another one crashes and is back at once, before the requests of all candidates have come in: if
 * it has forgotten its vote, it gives a second one.
 */
final class CrashingVoters {
    private static final long MAX_LOOK_MICROS = 6_000;
    private static final long MAX_DOWN_MICROS = 4_000;
    /** What the first hundreds of crashes do not show, more of the same will not, and every start costs. */
    private static final int MAX_CRASHES = 250;

    private final Victims victims;
    private final RandomGenerator random;
    private int crashes;

    CrashingVoters(Victims victims) {
        this.victims = victims;
        this.random = victims.random();
    }

    void start() {
        victims.world().time().after(1 + random.nextLong(MAX_LOOK_MICROS), this::look);
    }

    private void look() {
        if (victims.isCalm() || crashes == MAX_CRASHES) {
            return;
        }
        long candidates =
                victims.all().stream().filter(CrashingVoters::isCandidate).count();
        SimNode voter = victims.all().get(random.nextInt(victims.all().size()));
        boolean isTime = candidates > 1 ? random.nextBoolean() : candidates == 1 && random.nextInt(16) == 0;
        if (isTime && voter.isUp() && !isCandidate(voter)) {
            victims.world().count(Situation.VOTER_CRASHED);
            crashes++;
            voter.crash();
            victims.world().time().after(1 + random.nextLong(MAX_DOWN_MICROS), voter::start);
        }
        start();
    }

    private static boolean isCandidate(SimNode node) {
        return node.isUp() && Victims.engine(node).role() == EngineStatus.Role.CANDIDATE;
    }
}
