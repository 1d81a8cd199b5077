package dev.quire.internal.statetree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.internal.statetree.TreeHistory.Version;
import dev.quire.merkle.StateKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The tree against its definition, over random histories. */
class StateTreeProperties {
    @Provide
    Arbitrary<List<Map<StateKey, Optional<Bytes>>>> histories() {
        return TreeKeys.changes().list().ofMaxSize(8);
    }

    @Property(tries = 300)
    void everyVersionHasTheRootOfItsDefinition(@ForAll("histories") List<Map<StateKey, Optional<Bytes>>> history) {
        TreeHistory tree = new TreeHistory();
        for (Map<StateKey, Optional<Bytes>> changes : history) {
            Version version = tree.apply(changes);
            assertThat(version.root().hash()).isEqualTo(tree.referenceRoot(version));
        }
    }

    @Property(tries = 150)
    void theShapeDependsOnTheKeysAlone(
            @ForAll("histories") List<Map<StateKey, Optional<Bytes>>> history, @ForAll Random random) {
        TreeHistory tree = new TreeHistory();
        history.forEach(tree::apply);
        List<StateKey> order = new ArrayList<>(tree.newest().state().keySet());
        Collections.shuffle(order, random);
        TreeHistory other = new TreeHistory();
        for (StateKey key : order) {
            other.apply(
                    new TreeMap<>(Map.of(key, Optional.of(tree.newest().state().get(key)))));
        }
        assertThat(other.newest().root().hash()).isEqualTo(tree.newest().root().hash());
        assertThat(other.reachable(other.newest())).hasSameSizeAs(tree.reachable(tree.newest()));
    }

    @Property(tries = 150)
    void deletingAllKeysLeavesTheEmptyTree(@ForAll("histories") List<Map<StateKey, Optional<Bytes>>> history) {
        TreeHistory tree = new TreeHistory();
        history.forEach(tree::apply);
        Map<StateKey, Optional<Bytes>> deletes = new TreeMap<>();
        tree.newest().state().keySet().forEach(key -> deletes.put(key, Optional.empty()));
        tree.apply(deletes);
        assertThat(tree.newest().root()).isEqualTo(TreeRoot.EMPTY);
        tree.pruneBefore(tree.versions().size() - 1);
        assertThat(tree.records).isEmpty();
    }

    @Property(tries = 150)
    void oldVersionsStayWholeAndPruningLeavesJustTheNewest(
            @ForAll("histories") List<Map<StateKey, Optional<Bytes>>> history) {
        TreeHistory tree = new TreeHistory();
        history.forEach(tree::apply);
        for (Version version : tree.versions()) {
            assertThat(tree.records.keySet()).containsAll(tree.reachable(version));
        }
        for (int oldest = 0; oldest < tree.versions().size(); oldest++) {
            tree.pruneBefore(oldest);
            for (Version kept : tree.versions().subList(oldest, tree.versions().size())) {
                assertThat(tree.records.keySet()).containsAll(tree.reachable(kept));
            }
        }
        assertThat(tree.records.keySet()).containsExactlyInAnyOrderElementsOf(tree.reachable(tree.newest()));
    }

    @Property(tries = 100)
    void anUpdateReadsOnlyTheWayToItsKeys(@ForAll("histories") List<Map<StateKey, Optional<Bytes>>> history) {
        TreeHistory tree = new TreeHistory();
        history.forEach(tree::apply);
        for (StateKey key : tree.newest().state().keySet()) {
            List<Bytes> read = new ArrayList<>();
            NodeReader reader = nodeKey -> {
                read.add(nodeKey);
                return tree.read(nodeKey);
            };
            TreeUpdate update = StateTree.update(
                    tree.newest().root(), reader, 1000, new TreeMap<>(Map.of(key, Optional.of(Hash.ZERO))));
            assertThat(read).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(update.staleNodes());
            assertThat(update.newNodes()).hasSameSizeAs(read);
        }
    }
}
