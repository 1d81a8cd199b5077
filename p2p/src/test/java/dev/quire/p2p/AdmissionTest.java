package dev.quire.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** 64 places, 8 for an address; a place is kept for 5 seconds when others want it. */
class AdmissionTest {
    private static final long SECOND = 1_000_000_000L;

    private final List<String> displaced = new ArrayList<>();
    private long nowNanos = -3 * SECOND;
    private final Admission admission = new Admission(TransportLimits.defaults(), () -> nowNanos);

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private Optional<Admission.Place> enter(int address) {
        return admission.enter(address(address), () -> displaced.add("of " + address));
    }

    private void fill(int address) {
        for (int i = 0; i < 8; i++) {
            assertThat(enter(address)).isPresent();
        }
    }

    @Test
    void fromOneAddressTheNewestIsRefusedUntilTheOldestHasHadItsTime() {
        fill(1);
        nowNanos += 5 * SECOND - 1;
        assertThat(enter(1)).isEmpty();
        assertThat(displaced).isEmpty();
        nowNanos++;
        assertThat(enter(1)).isPresent();
        assertThat(displaced).containsExactly("of 1");
    }

    @Test
    void whereThereIsRoomNobodyGivesWay() {
        assertThat(enter(1)).isPresent();
        nowNanos += 29 * SECOND;
        fill(2);
        assertThat(displaced).isEmpty();
    }

    @Test
    void whoComesFromElsewhereTakesThePlaceOfOneOfManyAtOnce() {
        for (int address = 1; address <= 8; address++) {
            fill(address);
        }
        assertThat(enter(100)).isPresent();
        assertThat(enter(100)).isPresent();
        assertThat(displaced).containsExactly("of 1", "of 2");
    }

    @Test
    void amongEqualsTheOldestGivesWayOnceItHasHadItsTime() {
        for (int address = 1; address <= 64; address++) {
            assertThat(enter(address)).isPresent();
        }
        assertThat(enter(100)).isEmpty();
        nowNanos += 5 * SECOND;
        assertThat(enter(100)).isPresent();
        assertThat(displaced).containsExactly("of 1");
    }

    @Test
    void aPlaceThatIsGivenBackIsFreeOnce() {
        Admission.Place first = enter(1).orElseThrow();
        for (int i = 1; i < 8; i++) {
            enter(1);
        }
        admission.leave(first);
        admission.leave(first);
        assertThat(enter(1)).isPresent();
        assertThat(enter(1)).isEmpty();
    }
}
