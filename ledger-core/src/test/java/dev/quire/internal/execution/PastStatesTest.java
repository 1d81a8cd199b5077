package dev.quire.internal.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.ProvenState;
import dev.quire.merkle.StateKey;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StoreCorruptionException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** States before the newest one, against copies that were made when they were the newest. */
class PastStatesTest {
    private static final int KEPT = 3;

    /** What was true after a block. */
    private record Past(Hash root, SortedMap<Bytes, Bytes> state) {}

    /** Blocks of some puts and deletes of few keys. */
    @Provide
    Arbitrary<List<List<String>>> blocks() {
        Arbitrary<String> key = Arbitraries.of("a", "ab", "b", "ba", "c\u0000", "c");
        Arbitrary<String> put = key.map(k -> "put " + k + " ");
        Arbitrary<String> line = Arbitraries.frequencyOf(
                Tuple.of(
                        3, put.flatMap(p -> Arbitraries.integers().between(0, 3).map(v -> p + v))),
                Tuple.of(2, key.map(k -> "delete " + k)));
        return line.list().ofMaxSize(4).list().ofMinSize(1).ofMaxSize(12);
    }

    private static Past now(TestChain chain) {
        return new Past(chain.reader().appliedHeader().stateRoot(), new TreeMap<>(chain.store.content(Column.STATE)));
    }

    @Property(tries = 60)
    void everyKeptStateIsReadAndProvenAsItWas(@ForAll("blocks") List<List<String>> blocks) throws Exception {
        TestChain chain = TestChain.raftKeeping(KEPT);
        TreeMap<Long, Past> pasts = new TreeMap<>();
        pasts.put(0L, now(chain));
        for (int i = 0; i < blocks.size(); i++) {
            if (blocks.get(i).isEmpty()) {
                chain.apply();
            } else {
                chain.apply(chain.script(i, blocks.get(i).toArray(String[]::new)));
            }
            pasts.put(chain.executor.appliedHeight(), now(chain));
            PastStates states = new PastStates(chain.store);
            long oldest = states.oldestHeight(chain.executor.appliedHeight());
            assertThat(oldest).isEqualTo(Math.max(0, chain.executor.appliedHeight() - KEPT));
            for (long height = oldest; height <= chain.executor.appliedHeight(); height++) {
                assertState(states, height, pasts.get(height));
            }
        }
    }

    private static void assertState(PastStates states, long height, Past past) throws Exception {
        KeyRange all = KeyRange.startingAt(new StateKey(0, Bytes.EMPTY));
        ProvenState proven = states.prove(height, past.root(), List.of(all))
                .verify(past.root())
                .orElseThrow();
        assertThat(proven.entries(all))
                .extracting(
                        entry -> entry.key().fullKey(), entry -> entry.value().orElseThrow())
                .containsExactlyElementsOf(past.state().entrySet().stream()
                        .map(entry -> tuple(entry.getKey(), entry.getValue()))
                        .toList());
        for (String key : List.of("a", "ab", "b", "none", "c", "c\u0000")) {
            StateKey stateKey = new StateKey(ScriptStateMachine.ID, Bytes.utf8(key));
            Optional<Bytes> expected = Optional.ofNullable(past.state().get(stateKey.fullKey()));
            assertThat(states.value(stateKey.fullKey(), height)).isEqualTo(expected);
            assertThat(states.prove(height, past.root(), List.of(KeyRange.of(stateKey)))
                            .verify(past.root())
                            .orElseThrow()
                            .entry(stateKey)
                            .flatMap(ProvenState.Entry::value))
                    .isEqualTo(expected);
        }
    }

    /** Nothing stays for ever: what is left is what a store has that never kept a past state. */
    @Property(tries = 30)
    void whatIsPrunedLeavesNothingBehind(@ForAll("blocks") List<List<String>> blocks) {
        TestChain keeping = TestChain.raftKeeping(KEPT);
        TestChain forgetting = TestChain.raftKeeping(0);
        for (TestChain chain : List.of(keeping, forgetting)) {
            for (int i = 0; i < blocks.size(); i++) {
                if (!blocks.get(i).isEmpty()) {
                    chain.apply(chain.script(i, blocks.get(i).toArray(String[]::new)));
                }
            }
            for (int i = 0; i < KEPT + 1; i++) {
                chain.apply();
            }
        }
        for (Column column : List.of(Column.STATE, Column.TREE, Column.HISTORY, Column.STALE)) {
            assertThat(keeping.store.content(column)).as("%s", column).isEqualTo(forgetting.store.content(column));
        }
        assertThat(keeping.store.content(Column.HISTORY)).isEmpty();
        assertThat(keeping.store.content(Column.STALE)).isEmpty();
    }

    @Example
    void keepingFewerStatesThanBeforePrunesInSteps() {
        TestChain chain = TestChain.raftKeeping(100);
        for (int i = 0; i < 60; i++) {
            chain.apply(chain.script(i, "put k " + i));
        }
        BlockExecutor stricter = chain.reopened(1);
        for (int i = 0; i < 5; i++) {
            var block = stricter.build(
                            chain.request(stricter.appliedHash(), chain.script(100 + i, "put k x" + i)), chain)
                    .orElseThrow();
            try {
                stricter.commit(block.hash());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        assertThat(new PastStates(chain.store).oldestHeight(65)).isEqualTo(64);
        assertThat(chain.store.content(Column.STALE)).hasSize(1);
    }

    @Example
    void statesAreForgottenInStepsButTheNewestOnesNever() throws IOException {
        TestChain chain = TestChain.raftKeeping(Integer.MAX_VALUE);
        for (int i = 0; i < PastStates.DEFAULT_KEPT + 40; i++) {
            chain.apply(chain.script(i, "put k " + i));
        }
        PastStates states = new PastStates(chain.store);
        assertThat(states.oldestHeight(chain.executor.appliedHeight())).isZero();
        chain.executor.forgetStatesBelow(20);
        chain.apply();
        assertThat(states.oldestHeight(chain.executor.appliedHeight())).isEqualTo(16);
        chain.apply();
        chain.apply();
        assertThat(states.oldestHeight(chain.executor.appliedHeight())).isEqualTo(20);
        chain.executor.forgetStatesBelow(Long.MAX_VALUE);
        for (int i = 0; i < 10; i++) {
            chain.apply();
        }
        assertThat(states.oldestHeight(chain.executor.appliedHeight()))
                .isEqualTo(chain.executor.appliedHeight() - PastStates.DEFAULT_KEPT);
    }

    @Example
    void aStoreThatDoesNotSayWhatItKeepsIsDamaged() {
        TestChain chain = TestChain.raftKeeping(10);
        chain.apply(chain.script(1, "put k 1"));
        Bytes name = Bytes.utf8("oldest-state");
        for (String value : List.of("0000000000000002", "8000000000000000", "00")) {
            chain.store.content(Column.META).put(name, Bytes.fromHex(value));
            assertThatThrownBy(chain::reopened).isInstanceOf(StoreCorruptionException.class);
        }
        chain.store.content(Column.META).remove(name);
        assertThatThrownBy(chain::reopened).isInstanceOf(StoreCorruptionException.class);
    }
}
