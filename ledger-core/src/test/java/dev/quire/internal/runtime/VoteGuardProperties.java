package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class VoteGuardProperties {
    @Property(tries = 600)
    void neverSignsTwoBlocksForOnePlace(@ForAll long seed) throws IOException {
        new VoteGuardHistory().run(new SplittableRandom(seed));
    }

    @Test
    void theHistoriesHoldVotes() throws IOException {
        int votes = 0;
        for (int seed = 0; seed < 20; seed++) {
            votes += new VoteGuardHistory().run(new SplittableRandom(seed));
        }
        assertThat(votes).isGreaterThan(200);
    }
}
