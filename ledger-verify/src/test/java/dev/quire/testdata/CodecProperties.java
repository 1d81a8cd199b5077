package dev.quire.testdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.testdata.Samples.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** What every decoder owes: it gives back what was encoded, and refuses all else with a {@link MalformedException}. */
class CodecProperties {
    private static final Map<String, Sample> SAMPLES = Samples.all();

    @Example
    void samplesAreReadBack() throws MalformedException {
        for (Map.Entry<String, Sample> entry : SAMPLES.entrySet()) {
            Sample sample = entry.getValue();
            assertThat(sample.decoder().reencode(sample.encoded()))
                    .as(entry.getKey())
                    .isEqualTo(sample.encoded());
        }
    }

    @Example
    void noPartAndNothingLongerIsAccepted() {
        for (Map.Entry<String, Sample> entry : SAMPLES.entrySet()) {
            Sample sample = entry.getValue();
            for (int length = 0; length < sample.encoded().size(); length++) {
                Bytes part = sample.encoded().slice(0, length);
                assertThatThrownBy(() -> sample.decoder().reencode(part))
                        .as("%s cut to %d bytes", entry.getKey(), length)
                        .isInstanceOf(MalformedException.class);
            }
            Bytes longer = sample.encoded().concat(Bytes.fromHex("00"));
            assertThatThrownBy(() -> sample.decoder().reencode(longer))
                    .as("%s and a byte more", entry.getKey())
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Example
    void everyAcceptedMutationIsCanonical() {
        Random random = new Random(1);
        for (Map.Entry<String, Sample> entry : SAMPLES.entrySet()) {
            Bytes encoded = entry.getValue().encoded();
            for (int i = 0; i < encoded.size(); i++) {
                for (int value : List.of(0, 0xff, encoded.at(i) + 1, encoded.at(i) ^ 1 << i % 8, random.nextInt(256))) {
                    byte[] mutated = encoded.toArray();
                    mutated[i] = (byte) value;
                    assertCanonicalOrRefused(entry.getKey(), entry.getValue(), Bytes.wrap(mutated));
                }
            }
        }
    }

    @Property
    void anyBytesAreCanonicalOrRefused(@ForAll @Size(max = 300) byte[] noise) {
        SAMPLES.forEach((name, sample) -> {
            byte[] tagged = Arrays.copyOf(sample.encoded().slice(0, 2).toArray(), 2 + noise.length);
            System.arraycopy(noise, 0, tagged, 2, noise.length);
            assertCanonicalOrRefused(name, sample, Bytes.wrap(tagged));
        });
    }

    private static void assertCanonicalOrRefused(String name, Sample sample, Bytes bytes) {
        Bytes again;
        try {
            again = sample.decoder().reencode(bytes);
        } catch (MalformedException refused) {
            assertThat(refused.getMessage()).as(name).contains(": ");
            return;
        }
        assertThat(again).as(name).isEqualTo(bytes);
    }
}
