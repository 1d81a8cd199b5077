package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.raft.PlantedBug;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A simulator that finds no bug proves nothing, so bugs are planted. */
class PlantedBugTest {
    private static final int SEEDS = 400;

    @ParameterizedTest
    @EnumSource(PlantedBug.class)
    void isFound(PlantedBug bug) {
        OptionalLong found = LongStream.rangeClosed(1, SEEDS)
                .filter(seed -> goesWrong(seed, bug))
                .findFirst();
        assertThat(found).as("the first of %d seeds that shows it", SEEDS).isPresent();
    }

    /** Rare stories are looked for where they happen; the other bugs show up in any mix. */
    static Set<FaultKind> focus(PlantedBug bug) {
        return switch (bug) {
            case OLD_TERM_COMMITTED_BY_COUNTING -> EnumSet.of(FaultKind.RESTLESS_LEADERS);
            case VOTE_NOT_PERSISTED -> EnumSet.of(FaultKind.RESTLESS_LEADERS, FaultKind.CRASHING_VOTERS);
            case ACKNOWLEDGED_BEFORE_DURABLE -> EnumSet.of(FaultKind.CRASHES, FaultKind.POWER_LOSSES);
            default -> EnumSet.noneOf(FaultKind.class);
        };
    }

    private static boolean goesWrong(long seed, PlantedBug bug) {
        try {
            new SimCluster(RaftSimulationTest.config(seed, PlantedSimulation.with(bug))
                            .only(focus(bug)))
                    .run();
            return false;
        } catch (RuntimeException violation) {
            return true;
        }
    }
}
