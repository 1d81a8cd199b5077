package dev.quire.health.keys.blob;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PadmeProperties {
    @Test
    void lengthsOfThePaper() {
        assertThat(Padme.paddedLength(0)).isZero();
        assertThat(Padme.paddedLength(1)).isEqualTo(1);
        assertThat(Padme.paddedLength(8)).isEqualTo(8);
        assertThat(Padme.paddedLength(9)).isEqualTo(10);
        assertThat(Padme.paddedLength(1000)).isEqualTo(1024);
        assertThat(Padme.paddedLength(1_000_000)).isEqualTo(1_015_808);
    }

    @Property
    void growsByLessThanAnEighthAndOnlyOnce(@ForAll @LongRange(max = 1L << 40) long length) {
        long padded = Padme.paddedLength(length);
        assertThat(padded).isGreaterThanOrEqualTo(length);
        assertThat((padded - length) * 8).isLessThanOrEqualTo(length);
        assertThat(Padme.paddedLength(padded)).isEqualTo(padded);
    }

    @Property
    void neverFallsAndLeavesNoBitBelowTheMantissa(@ForAll @LongRange(min = 2, max = 1L << 40) long length) {
        long padded = Padme.paddedLength(length);
        assertThat(Padme.paddedLength(length - 1)).isLessThanOrEqualTo(padded);
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(padded);
        int significant = exponent + 1 - Long.numberOfTrailingZeros(padded);
        assertThat(significant).isLessThanOrEqualTo(1 + Integer.SIZE - Integer.numberOfLeadingZeros(exponent));
    }
}
