package dev.quire.health.keys.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.FixedRandom;
import dev.quire.health.keys.RecordKeys;
import dev.quire.health.keys.Sample;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class MetaBoxProperties {
    private final RecordKeys keys = Sample.recordKeys();

    private static Description description(String sourceId, int labels) {
        return new Description(
                1234,
                Sample.hash(1),
                "application/fhir+json",
                "1987-05",
                "",
                IntStream.range(0, labels)
                        .mapToObj(i -> "label-" + (char) ('A' + i))
                        .toList(),
                sourceId);
    }

    @Property(tries = 100)
    void whatIsSealedOpensAndTheSizeIsAMultipleOf512(
            @ForAll @StringLength(max = 32) String sourceId, @ForAll @IntRange(max = 32) int labels) throws Exception {
        Description description = description(Bytes.utf8(sourceId).toUtf8(), labels);
        Bytes box = MetaBox.seal(keys, description, new FixedRandom(3));
        assertThat(box.size() % 512).isZero();
        assertThat(MetaBox.open(keys, box)).isEqualTo(description);
    }

    @Property(tries = 200)
    void everyByteCounts(@ForAll @IntRange(max = 511) int index) {
        Bytes box = MetaBox.seal(keys, description("MSH-10", 2), new FixedRandom(3));
        assertThat(box.size()).isEqualTo(512);
        assertThatThrownBy(() -> MetaBox.open(keys, Sample.flip(box, index)))
                .isInstanceOf(CryptoException.NotOpened.class);
    }

    @Test
    void largestDescriptionFits() throws Exception {
        String label = "x".repeat(62);
        Description largest = new Description(
                Long.MAX_VALUE,
                Sample.hash(1),
                "m".repeat(127),
                "s".repeat(35),
                "e".repeat(35),
                IntStream.range(10, 42).mapToObj(i -> label + i).toList(),
                "i".repeat(128));
        Bytes box = MetaBox.seal(keys, largest, new FixedRandom(3));
        assertThat(box.size()).isLessThanOrEqualTo(MetaBox.MAX_SIZE);
        assertThat(MetaBox.open(keys, box)).isEqualTo(largest);
        assertThatThrownBy(() -> description("x".repeat(129), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Description(1, Sample.hash(1), "", "", "", List.of("b", "a"), ""))
                .hasMessageContaining("ascend");
    }

    @Test
    void boxOfAnotherRecordOrSizeIsRefused() {
        Bytes box = MetaBox.seal(keys, description("", 0), new FixedRandom(3));
        RecordKeys others = RecordKeys.derive(Sample.CHAIN, Sample.id(9), Sample.secret(0xa), Sample.secret(0xb));
        assertThatThrownBy(() -> MetaBox.open(others, box)).isInstanceOf(CryptoException.NotOpened.class);
        assertThatThrownBy(() -> MetaBox.open(keys, box.slice(0, 500))).isInstanceOf(CryptoException.Malformed.class);
        assertThatThrownBy(() -> MetaBox.open(keys, Bytes.EMPTY)).isInstanceOf(CryptoException.Malformed.class);
    }
}
