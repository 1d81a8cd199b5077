package dev.quire.health.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import dev.quire.spi.ledger.ProofUnavailableException;
import dev.quire.spi.ledger.ProofUnavailableException.Reason;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Against a sorted map that gives out few entries at once. */
class WholeRangeProperties {
    private static final int PLUGIN = 7;

    private static StateKey key(byte... bytes) {
        return new StateKey(PLUGIN, Bytes.copyOf(bytes));
    }

    /** Of one size, as the keys of one list are. */
    private static StateKey key(int number) {
        return new StateKey(
                PLUGIN,
                Bytes.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(number).array()));
    }

    private static StateAnswers answer(SortedMap<StateKey, Bytes> found, int most, long height)
            throws HealthException.Unavailable {
        if (found.size() > most) {
            throw new HealthException.Unavailable(
                    "too large", new ProofUnavailableException(Reason.TOO_LARGE, "too large"));
        }
        return new StateAnswers(
                List.of(found.entrySet().stream()
                        .map(entry -> new StateAnswers.Found(entry.getKey().key(), entry.getValue()))
                        .toList()),
                height);
    }

    @Property
    void partsAreTheWhole(
            @ForAll @Size(max = 40) Set<Integer> keys,
            @ForAll int one,
            @ForAll int other,
            @ForAll @IntRange(min = 1, max = 9) int most)
            throws HealthException {
        TreeMap<StateKey, Bytes> state = new TreeMap<>();
        keys.forEach(number -> state.put(key(number), key(number).key()));
        Assume.that(one != other);
        StateKey from = key(one).compareTo(key(other)) < 0 ? key(one) : key(other);
        StateKey to = from.equals(key(one)) ? key(other) : key(one);
        WholeRange read = WholeRange.read(
                KeyRange.between(from, to),
                range -> answer(state.subMap(range.from(), range.to().orElseThrow()), most, 9));
        assertThat(read.found())
                .extracting(StateAnswers.Found::value)
                .isEqualTo(List.copyOf(state.subMap(from, to).values()));
        assertThat(read.height()).isEqualTo(9);
    }

    /** Nothing lies between a key that ends with zeros and the one without them; no list has both. */
    @Property(tries = 3)
    void whatCannotBeSplitIsToldAsTooLarge(@ForAll @IntRange(min = 1, max = 3) int most) {
        TreeMap<StateKey, Bytes> state = new TreeMap<>();
        for (int i = 0; i < most + 1; i++) {
            state.put(key(new byte[i]), Bytes.EMPTY);
        }
        int[] asked = new int[1];
        try {
            WholeRange.read(KeyRange.between(key(), key((byte) 1)), range -> {
                asked[0]++;
                return answer(state.subMap(range.from(), range.to().orElseThrow()), most, 1);
            });
            throw new AssertionError("it was read");
        } catch (HealthException e) {
            assertThat(e).isInstanceOf(HealthException.Unavailable.class);
        }
        assertThat(asked[0]).isLessThan(1_000);
    }
}
