package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same seed does the same things at the same times; a real-signature world (49) too. */
class TraceTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 49, 77, 755})
    void sameSeedLeavesTheSameTrace(long seed) {
        SimulationResult first = new SimCluster(RaftSimulationTest.config(seed)).run();
        SimulationResult second = new SimCluster(RaftSimulationTest.config(seed)).run();
        assertThat(second).isEqualTo(first);
    }
}
