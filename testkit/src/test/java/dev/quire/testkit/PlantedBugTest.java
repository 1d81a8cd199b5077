package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A simulator that finds no bug proves nothing, so bugs are planted. */
class PlantedBugTest {
    private static final int SEEDS = 400;

    static List<Planted> all() {
        return Planted.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void isFound(Planted bug) {
        OptionalLong found = LongStream.rangeClosed(1, SEEDS)
                .filter(seed -> goesWrong(bug.config(seed)))
                .findFirst();
        assertThat(found).as("the first of %d seeds that shows it", SEEDS).isPresent();
        SimulationConfig sound =
                bug.config(found.getAsLong()).protocol(bug.consensus().maker());
        assertThat(goesWrong(sound)).as("the same world without it").isFalse();
    }

    private static boolean goesWrong(SimulationConfig config) {
        try {
            new SimCluster(config).run();
            return false;
        } catch (RuntimeException violation) {
            return true;
        }
    }
}
