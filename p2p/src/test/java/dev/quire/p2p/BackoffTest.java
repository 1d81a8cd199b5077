package dev.quire.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final long MAX_MILLIS = 5_000;

    @Test
    void pausesDoubleToTheCapAndKeepTheirLowerHalf() {
        Backoff backoff = new Backoff(new SplittableRandom(1), MAX_MILLIS);
        long whole = 50;
        for (int i = 0; i < 200; i++) {
            assertThat(backoff.nextMillis()).isBetween(whole - whole / 2, whole);
            whole = Math.min(MAX_MILLIS, whole * 2);
        }
    }

    @Test
    void beginsAgainAfterAReset() {
        Backoff backoff = new Backoff(new SplittableRandom(2), MAX_MILLIS);
        for (int i = 0; i < 20; i++) {
            backoff.nextMillis();
        }
        backoff.reset();
        assertThat(backoff.nextMillis()).isLessThanOrEqualTo(50);
    }

    @Test
    void capBelowTheFirstPauseHolds() {
        Backoff backoff = new Backoff(new SplittableRandom(3), 1);
        assertThat(backoff.nextMillis()).isLessThanOrEqualTo(1);
        assertThat(backoff.nextMillis()).isLessThanOrEqualTo(1);
    }
}
