package dev.quire.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeedTallyTest {
    private final List<String> told = new ArrayList<>();

    @Test
    void tellsOfThousandsInFiftyLines() {
        SeedTally tally = new SeedTally("T#m", 1_000, told::add);
        for (long seed = 375; seed < 1_375; seed++) {
            if (seed == 380) {
                tally.failed(seed);
            } else {
                tally.passed(seed);
            }
        }
        assertThat(tally.failures()).isEqualTo(1);
        assertThat(told)
                .hasSize(50)
                .startsWith("T#m: 20 of 1000 seeds have ended, the newest 394; 1 failed")
                .endsWith("T#m: 1000 of 1000 seeds have ended, the newest 1374; 1 failed");
    }

    @Test
    void tellsOfEachWhereThereAreFew() {
        SeedTally tally = new SeedTally("T#m", 2, told::add);
        tally.passed(7);
        tally.passed(8);
        assertThat(told).hasSize(2);
    }
}
