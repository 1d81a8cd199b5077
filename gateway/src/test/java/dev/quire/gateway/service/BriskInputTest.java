package dev.quire.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BriskInputTest {
    private long nowNanos;

    /** Gives so many bytes at a time, each time after a second. */
    private BriskInput input(int bytesPerSecond, int seconds) {
        InputStream slow = new InputStream() {
            private int left = seconds;

            @Override
            public int read() {
                throw new AssertionError("it is read in pieces");
            }

            @Override
            public int read(byte[] bytes, int offset, int most) {
                if (most == 0) {
                    return 0;
                }
                nowNanos += TimeUnit.SECONDS.toNanos(1);
                return left-- > 0 ? Math.min(most, bytesPerSecond) : -1;
            }
        };
        return new BriskInput(slow, () -> nowNanos);
    }

    @Test
    void whoDribblesIsGivenUpAfterAWhile() {
        assertThatThrownBy(() -> input(1, 100).readAllBytes())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1024 bytes a second");
        assertThat(TimeUnit.NANOSECONDS.toSeconds(nowNanos)).isBetween(20L, 25L);
    }

    @Test
    void slowLinkIsGoodEnough() throws IOException {
        assertThat(input(1_024, 200).readAllBytes()).hasSize(200 * 1_024);
    }

    @Test
    void smallBodyMayBeLate() throws IOException {
        assertThat(input(1, 19).readAllBytes()).hasSize(19);
    }

    /** A vault that is slow is not the caller's fault. */
    @Test
    void onlyTheTimeThatIsWaitedForTheCallerCounts() throws IOException {
        BriskInput input = input(1, 10);
        for (int i = 0; i < 10; i++) {
            assertThat(input.read(new byte[8], 0, 8)).isEqualTo(1);
            nowNanos += TimeUnit.SECONDS.toNanos(60);
        }
    }
}
