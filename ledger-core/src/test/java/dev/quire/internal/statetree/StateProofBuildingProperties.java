package dev.quire.internal.statetree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.internal.statetree.TreeHistory.Version;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.NotCoveredException;
import dev.quire.merkle.ProvenState;
import dev.quire.merkle.StateHashes;
import dev.quire.merkle.StateKey;
import dev.quire.merkle.StateProof;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Proofs that the tree makes, read by the verifier that everybody else has. */
class StateProofBuildingProperties {
    private final StateHashes hashes = new StateHashes();

    @Provide
    Arbitrary<List<Map<StateKey, Optional<Bytes>>>> histories() {
        return TreeKeys.changes().list().ofMinSize(1).ofMaxSize(4);
    }

    @Provide
    Arbitrary<List<StateKey>> questions() {
        return TreeKeys.keys().list().ofMinSize(1).ofMaxSize(10);
    }

    private static TreeHistory history(List<Map<StateKey, Optional<Bytes>>> history) {
        TreeHistory tree = new TreeHistory();
        history.forEach(tree::apply);
        return tree;
    }

    private static ProvenState proven(TreeHistory tree, Version version, List<KeyRange> ranges)
            throws MalformedException {
        StateProof proof = StateTree.prove(version.root(), tree::read, ranges, version.values());
        return StateProof.decode(proof.encoded()).verify(version.root().hash()).orElseThrow();
    }

    @Property(tries = 150)
    void presenceAndAbsenceAreProvenInEveryVersion(
            @ForAll("histories") List<Map<StateKey, Optional<Bytes>>> history,
            @ForAll("questions") List<StateKey> questions)
            throws MalformedException, NotCoveredException {
        TreeHistory tree = history(history);
        for (Version version : tree.versions()) {
            ProvenState together =
                    proven(tree, version, questions.stream().map(KeyRange::of).toList());
            for (StateKey key : questions) {
                assertEntry(together, version, key);
                assertEntry(proven(tree, version, List.of(KeyRange.of(key))), version, key);
            }
            for (StateKey key : version.state().keySet()) {
                assertEntry(proven(tree, version, List.of(KeyRange.of(key))), version, key);
            }
        }
    }

    private void assertEntry(ProvenState proven, Version version, StateKey key) throws NotCoveredException {
        Optional<ProvenState.Entry> expected = Optional.ofNullable(
                        version.state().get(key))
                .map(value -> new ProvenState.Entry(key, hashes.value(value), Optional.of(value)));
        assertThat(proven.entry(key)).isEqualTo(expected);
    }

    @Property(tries = 300)
    void rangesAreProvenWhole(
            @ForAll("histories") List<Map<StateKey, Optional<Bytes>>> history, @ForAll("questions") List<StateKey> ends)
            throws MalformedException, NotCoveredException {
        TreeHistory tree = history(history);
        Version version = tree.newest();
        StateKey from = ends.get(0);
        StateKey to = ends.get(ends.size() - 1);
        SortedMap<StateKey, Bytes> tail = version.state().tailMap(from);
        assertThat(proven(tree, version, List.of(KeyRange.startingAt(from))).rangeFrom(from))
                .extracting(ProvenState.Entry::key)
                .containsExactlyElementsOf(tail.keySet());
        if (from.compareTo(to) <= 0) {
            assertThat(proven(tree, version, List.of(KeyRange.between(from, to)))
                            .range(from, to))
                    .extracting(entry -> entry.value().orElseThrow())
                    .containsExactlyElementsOf(version.state().subMap(from, to).values());
        }
    }

    @Property(tries = 300)
    void aProofSaysNothingElse(
            @ForAll("histories") List<Map<StateKey, Optional<Bytes>>> history, @ForAll("questions") List<StateKey> ends)
            throws MalformedException {
        TreeHistory tree = history(history);
        Version version = tree.newest();
        ProvenState proven = proven(tree, version, List.of(KeyRange.of(ends.get(0))));
        for (StateKey key : version.state().keySet()) {
            try {
                assertThat(proven.entry(key)).isPresent();
            } catch (NotCoveredException e) {
                assertThat(key).isNotEqualTo(ends.get(0));
            }
        }
    }

    @Provide
    Arbitrary<List<KeyRange>> ranges() {
        Arbitrary<KeyRange> range = Combinators.combine(
                        TreeKeys.keys(), TreeKeys.keys(), Arbitraries.integers().between(0, 5))
                .as((from, to, kind) -> kind == 0
                        ? KeyRange.of(from)
                        : kind == 1 ? KeyRange.startingAt(from) : KeyRange.between(from, to));
        return range.list().ofMinSize(1).ofMaxSize(12);
    }

    /** However often a key is asked for, it is looked for once. */
    @Property(tries = 300)
    void questionsThatOverlapAreOne(
            @ForAll("histories") List<Map<StateKey, Optional<Bytes>>> history, @ForAll("ranges") List<KeyRange> asked)
            throws MalformedException, NotCoveredException {
        List<KeyRange> merged = ProofBuilder.merged(asked);
        for (int i = 1; i < merged.size(); i++) {
            KeyRange before = merged.get(i - 1);
            StateKey from = merged.get(i).from();
            assertThat(before.from()).isLessThan(from);
            assertThat(before.isSingle() || before.to().orElseThrow().compareTo(from) <= 0)
                    .isTrue();
        }
        TreeHistory tree = history(history);
        Version version = tree.newest();
        ProvenState proven = proven(tree, version, asked);
        for (KeyRange range : asked) {
            List<StateKey> expected = version.state().keySet().stream()
                    .filter(key -> range.touches(key.path()))
                    .toList();
            assertThat(proven.entries(range)).extracting(ProvenState.Entry::key).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void aThousandTimesTheSameQuestionIsOne() {
        StateKey a = new StateKey(1, Bytes.utf8("a"));
        StateKey b = new StateKey(1, Bytes.utf8("b"));
        StateKey c = new StateKey(1, Bytes.utf8("c"));
        List<KeyRange> asked = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            asked.addAll(List.of(
                    KeyRange.between(b, c),
                    KeyRange.of(b),
                    KeyRange.between(a, b),
                    KeyRange.between(c, a),
                    KeyRange.of(c)));
        }
        assertThat(ProofBuilder.merged(asked)).containsExactly(KeyRange.between(a, c), KeyRange.of(c));
        asked.add(KeyRange.startingAt(b));
        assertThat(ProofBuilder.merged(asked)).containsExactly(KeyRange.startingAt(a));
    }

    @Property(tries = 150)
    void aNarrowedProofIsTheOneThatIsMadeForTheQuestion(
            @ForAll("histories") List<Map<StateKey, Optional<Bytes>>> history,
            @ForAll("questions") List<StateKey> ends) {
        TreeHistory tree = history(history);
        Version version = tree.newest();
        StateProof whole = StateTree.prove(
                version.root(),
                tree::read,
                List.of(KeyRange.startingAt(new StateKey(0, Bytes.EMPTY))),
                version.values());
        StateKey from = ends.get(0);
        for (KeyRange asked : List.of(
                KeyRange.of(from), KeyRange.startingAt(from), KeyRange.between(from, ends.get(ends.size() - 1)))) {
            StateProof made = StateTree.prove(version.root(), tree::read, List.of(asked), version.values());
            assertThat(whole.narrowedTo(asked).encoded()).isEqualTo(made.encoded());
        }
    }

    @Property(tries = 500)
    void aChangedProofIsRefused(
            @ForAll("histories") List<Map<StateKey, Optional<Bytes>>> history,
            @ForAll("questions") List<StateKey> questions,
            @ForAll Random random) {
        TreeHistory tree = history(history);
        Version version = tree.newest();
        byte[] bytes = StateTree.prove(
                        version.root(),
                        tree::read,
                        questions.stream().map(KeyRange::of).toList(),
                        version.values())
                .encoded()
                .toArray();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        assertThat(accepts(Bytes.wrap(bytes), version)).isFalse();
    }

    private static boolean accepts(Bytes bytes, Version version) {
        try {
            return StateProof.decode(bytes).verify(version.root().hash()).isPresent();
        } catch (MalformedException e) {
            return false;
        }
    }

    @Property(tries = 100)
    void withoutValuesTheirHashesAreProven(@ForAll("histories") List<Map<StateKey, Optional<Bytes>>> history)
            throws NotCoveredException {
        TreeHistory tree = history(history);
        Version version = tree.newest();
        StateKey lowest = new StateKey(0, Bytes.EMPTY);
        StateProof proof =
                StateTree.prove(version.root(), tree::read, List.of(KeyRange.startingAt(lowest)), ValueReader.NONE);
        assertThat(proof.verify(version.root().hash()).orElseThrow().rangeFrom(lowest))
                .allMatch(entry -> entry.value().isEmpty())
                .extracting(ProvenState.Entry::valueHash)
                .containsExactlyElementsOf(
                        version.state().values().stream().map(hashes::value).toList());
    }
}
