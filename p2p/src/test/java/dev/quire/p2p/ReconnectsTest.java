package dev.quire.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReconnectsTest {
    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    @Test
    void rivalsForOneIdentityGetFewLines() {
        Reconnects reconnects = new Reconnects();
        LongStream lines = LongStream.range(0, 86_400)
                .map(second -> reconnects.next(second * SECOND_NANOS))
                .filter(Reconnects::isWorthALine);
        assertThat(lines.count()).as("lines of a day, a connection a second").isEqualTo(17);
    }

    @Test
    void whoComesBackAfterAWhileIsReportedEachTime() {
        Reconnects reconnects = new Reconnects();
        long now = Long.MAX_VALUE - 90 * SECOND_NANOS;
        for (int i = 0; i < 10; i++, now += 60 * SECOND_NANOS) {
            assertThat(reconnects.next(now)).isEqualTo(1);
        }
    }
}
