package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.pbft.PlantedPbft;
import dev.quire.pbft.PlantedPbftBug;
import dev.quire.testkit.twins.ScenarioGenerator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Twins that find no bug prove nothing, so rules of PBFT are broken at all members. */
class TwinsFindBugsTest {
    /** Fewer than one scenario in ten of those that a build plays. */
    private static final int SEEDS = 400;

    @ParameterizedTest
    @EnumSource(
            value = PlantedPbftBug.class,
            names = {"REPEATED_VOTES_COUNTED", "PREPARED_NOT_CARRIED", "VIEW_UNJUSTIFIED", "FRESH_OVER_PREPARED"})
    void isFound(PlantedPbftBug bug) {
        OptionalLong found = LongStream.rangeClosed(1, SEEDS)
                .filter(seed -> goesWrong(seed, bug))
                .findFirst();
        assertThat(found).as("the first of %d scenarios that shows it", SEEDS).isPresent();
    }

    /** The planted errors in worlds whose views suit rounds. */
    static SimProtocols.Maker with(PlantedPbftBug bug) {
        return (random, faults) -> new PlantedPbft(bug, SimProtocols.twinsConfig());
    }

    private static boolean goesWrong(long seed, PlantedPbftBug bug) {
        try {
            new TwinsWorld(ScenarioGenerator.generate(seed, 0, -1), seed, with(bug), Optional.empty()).run();
            return false;
        } catch (RuntimeException violation) {
            return true;
        }
    }
}
