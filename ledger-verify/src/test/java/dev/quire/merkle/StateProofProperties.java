package dev.quire.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Paths, hashes and pruned trees against {@link SlowState}. */
class StateProofProperties {
    /** Few letters, so that keys are near each other and often prefixes of each other. */
    @Provide
    Arbitrary<StateKey> keys() {
        Arbitrary<Bytes> key = Arbitraries.of((byte) 0, (byte) 1, (byte) 'a', (byte) 0xff)
                .array(byte[].class)
                .ofMaxSize(3)
                .map(Bytes::copyOf);
        return Combinators.combine(Arbitraries.of(0, 1, 256, 65_535), key).as(StateKey::new);
    }

    @Provide
    Arbitrary<SortedMap<StateKey, Bytes>> states() {
        Arbitrary<Bytes> value = Arbitraries.integers().between(0, 9).map(i -> Bytes.utf8("value " + i));
        return Arbitraries.maps(keys(), value).ofMaxSize(12).map(TreeMap::new);
    }

    @Property
    void pathsAreOrderedAsKeysAndPrefixFree(@ForAll("keys") StateKey one, @ForAll("keys") StateKey other) {
        assertThat(one.path().toString()).isEqualTo(SlowState.bits(one));
        assertThat(Integer.signum(one.path().compareTo(other.path()))).isEqualTo(Integer.signum(one.compareTo(other)));
        assertThat(one.path().startsWith(other.path())).isEqualTo(one.equals(other));
        assertThat(StateKey.ofFullKey(one.fullKey())).isEqualTo(one);
    }

    @Property
    void bitPathsDoAsStringsDo(@ForAll("keys") StateKey one, @ForAll("keys") StateKey other, @ForAll int anyCut) {
        String left = SlowState.bits(one);
        String right = SlowState.bits(other);
        int cut = Math.floorMod(anyCut, left.length() + 1);
        BitPath head = one.path().prefix(cut);
        assertThat(head.toString()).isEqualTo(left.substring(0, cut));
        assertThat(one.path().suffix(cut).toString()).isEqualTo(left.substring(cut));
        assertThat(head.concat(one.path().suffix(cut))).isEqualTo(one.path());
        assertThat(head.append(1).toString()).isEqualTo(left.substring(0, cut) + "1");
        assertThat(BitPath.of(head.toBytes(), cut)).isEqualTo(head).hasSameHashCodeAs(head);
        assertThat(head.toBytes()).isEqualTo(SlowState.pack(left.substring(0, cut)));
        assertThat(Integer.signum(head.compareTo(other.path())))
                .isEqualTo(Integer.signum(left.substring(0, cut).compareTo(right)));
        int common = 0;
        while (common < Math.min(cut, right.length()) && left.charAt(common) == right.charAt(common)) {
            common++;
        }
        assertThat(head.commonPrefixLength(other.path())).isEqualTo(common);
        assertThat(other.path().commonPrefixLength(head)).isEqualTo(common);
    }

    @Example
    void padsWithZerosOnly() {
        assertThatThrownBy(() -> BitPath.of(Bytes.fromHex("81"), 7)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BitPath.of(Bytes.fromHex("8000"), 7)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new StateKey(1, Bytes.wrap(new byte[64])).path().length()).isEqualTo(BitPath.MAX_LENGTH);
    }

    @Property
    void presenceAndAbsenceAreProven(
            @ForAll("states") SortedMap<StateKey, Bytes> state, @ForAll("keys") StateKey key, @ForAll boolean values)
            throws Exception {
        StateProof proof = SlowState.prove(state, SlowState.bits(key)::startsWith, values);
        ProvenState proven = proof.verify(SlowState.root(state)).orElseThrow();
        Optional<ProvenState.Entry> entry = proven.entry(key);
        Bytes value = state.get(key);
        assertThat(entry.map(ProvenState.Entry::valueHash))
                .isEqualTo(Optional.ofNullable(value).map(Domain.VALUE::hash));
        if (values) {
            assertThat(entry.flatMap(ProvenState.Entry::value)).isEqualTo(Optional.ofNullable(value));
        }
        assertThat(StateProof.decode(proof.encoded())).isEqualTo(proof);
    }

    @Property
    void rangesAreCompleteOrNotCovered(
            @ForAll("states") SortedMap<StateKey, Bytes> state,
            @ForAll("keys") StateKey one,
            @ForAll("keys") StateKey other,
            @ForAll("keys") StateKey askedFrom,
            @ForAll("keys") StateKey askedTo)
            throws Exception {
        StateKey from = one.compareTo(other) < 0 ? one : other;
        StateKey to = one.compareTo(other) < 0 ? other : one;
        String low = SlowState.bits(from);
        String high = SlowState.bits(to);
        StateProof proof = SlowState.prove(
                state,
                place -> low.startsWith(place) || (place.compareTo(low) > 0 && place.compareTo(high) < 0),
                false);
        ProvenState proven = proof.verify(SlowState.root(state)).orElseThrow();
        assertThat(keysOf(proven.range(from, to)))
                .isEqualTo(List.copyOf(state.subMap(from, to).keySet()));
        try {
            List<StateKey> answer = keysOf(proven.range(askedFrom, askedTo));
            List<StateKey> truth = askedFrom.compareTo(askedTo) < 0
                    ? List.copyOf(state.subMap(askedFrom, askedTo).keySet())
                    : List.of();
            assertThat(answer).isEqualTo(truth);
        } catch (NotCoveredException e) {
            assertThat(askedFrom.compareTo(from) >= 0 && askedTo.compareTo(to) <= 0)
                    .isFalse();
        }
    }

    @Property
    void theRestOfTheStateIsProven(@ForAll("states") SortedMap<StateKey, Bytes> state, @ForAll("keys") StateKey from)
            throws Exception {
        String low = SlowState.bits(from);
        StateProof proof = SlowState.prove(state, place -> low.startsWith(place) || place.compareTo(low) > 0, true);
        ProvenState proven = proof.verify(SlowState.root(state)).orElseThrow();
        assertThat(keysOf(proven.rangeFrom(from)))
                .isEqualTo(List.copyOf(state.tailMap(from).keySet()));
    }

    @Property
    void prunedKeysAreNotAnswered(@ForAll("states") SortedMap<StateKey, Bytes> state, @ForAll("keys") StateKey key) {
        Hash root = SlowState.root(state);
        ProvenState proven =
                new StateProof(new StateProof.Pruned(root)).verify(root).orElseThrow();
        assertThatThrownBy(() -> proven.entry(key)).isInstanceOf(NotCoveredException.class);
        assertThatThrownBy(() -> proven.rangeFrom(key)).isInstanceOf(NotCoveredException.class);
    }

    @Property(tries = 100)
    void noMutatedByteProvesTheSameRoot(
            @ForAll("states") SortedMap<StateKey, Bytes> state, @ForAll("keys") StateKey key, @ForAll boolean values) {
        Bytes encoded =
                SlowState.prove(state, SlowState.bits(key)::startsWith, values).encoded();
        Hash root = SlowState.root(state);
        for (int i = 0; i < encoded.size(); i++) {
            byte[] mutated = encoded.toArray();
            mutated[i] ^= (byte) (1 << i % 8);
            try {
                Bytes bytes = Bytes.copyOf(mutated);
                StateProof decoded = StateProof.decode(bytes);
                assertThat(decoded.encoded()).isEqualTo(bytes);
                assertThat(decoded.verify(root)).isEmpty();
            } catch (MalformedException e) {
                assertThat(e).hasMessageContaining("state proof");
            }
        }
    }

    @Example
    void aKeyOutsideOfItsPlaceIsRefused() {
        StateProof.Leaf a = new StateProof.Leaf(new StateKey(1, Bytes.utf8("a")), Hash.ZERO);
        StateProof.Leaf b = new StateProof.Leaf(new StateKey(1, Bytes.utf8("b")), Hash.ZERO);
        BitPath prefix =
                a.key().path().prefix(a.key().path().commonPrefixLength(b.key().path()));
        assertThat(new StateProof(new StateProof.Inner(prefix, a, b))).isNotNull();
        assertThatThrownBy(() -> new StateProof(new StateProof.Inner(prefix, b, a)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StateProof(new StateProof.Inner(prefix, a, new StateProof.Empty())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void aForkBelowTheLongestKeyIsRefused() {
        StateProof.Node pruned = new StateProof.Pruned(Hash.ZERO);
        BitPath longest = new StateKey(0, Bytes.wrap(new byte[64])).path();
        assertThat(new StateProof(new StateProof.Inner(longest.prefix(594), pruned, pruned)))
                .isNotNull();
        assertThatThrownBy(() -> new StateProof(new StateProof.Inner(longest, pruned, pruned)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void theDeepestTreeIsDecoded() throws Exception {
        List<StateProof.Node> siblings = new ArrayList<>(Collections.nCopies(594, new StateProof.Pruned(Hash.ZERO)));
        StateKey key = new StateKey(0, Bytes.wrap(new byte[64]));
        StateProof.Node node = new StateProof.Leaf(key, Hash.ZERO);
        for (int depth = 594; depth >= 0; depth--) {
            BitPath prefix = key.path().prefix(depth);
            StateProof.Node sibling = siblings.get(Math.min(depth, 593));
            boolean left = key.path().bit(depth) == 0;
            node = new StateProof.Inner(prefix, left ? node : sibling, left ? sibling : node);
        }
        StateProof proof = new StateProof(node);
        assertThat(StateProof.decode(proof.encoded()).encoded()).isEqualTo(proof.encoded());
    }

    private static List<StateKey> keysOf(List<ProvenState.Entry> entries) {
        return entries.stream().map(ProvenState.Entry::key).toList();
    }
}
