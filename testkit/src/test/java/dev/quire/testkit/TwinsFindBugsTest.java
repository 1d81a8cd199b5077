package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.pbft.BrokenRule;
import dev.quire.testkit.twins.ScenarioGenerator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Twins that find no bug prove nothing, so the rules of PBFT are broken at all members. */
class TwinsFindBugsTest {
    private static final int SEEDS = 100;

    @ParameterizedTest
    @EnumSource(BrokenRule.class)
    void isFound(BrokenRule rule) {
        OptionalLong found = LongStream.rangeClosed(1, SEEDS)
                .filter(seed -> goesWrong(seed, rule))
                .findFirst();
        assertThat(found).as("the first of %d scenarios that shows it", SEEDS).isPresent();
    }

    private static boolean goesWrong(long seed, BrokenRule rule) {
        SimProtocols.Maker broken = (random, faults) -> rule.protocol(SimProtocols.twinsConfig());
        try {
            new TwinsWorld(ScenarioGenerator.generate(seed, 0, -1), seed, broken, Optional.empty()).run();
            return false;
        } catch (RuntimeException violation) {
            return true;
        }
    }
}
