package dev.quire.internal.statetree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import dev.quire.spi.store.StoreCorruptionException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StateTreeTest {
    private static StateKey key(String text) {
        return new StateKey(1, Bytes.utf8(text));
    }

    private static Map<StateKey, Optional<Bytes>> put(String key, String value) {
        return Map.of(key(key), Optional.of(Bytes.utf8(value)));
    }

    @Test
    void writingTheSameValueChangesNothing() {
        TreeHistory tree = new TreeHistory();
        TreeRoot root = tree.apply(put("a", "1")).root();
        int records = tree.records.size();
        assertThat(tree.apply(put("a", "1")).root()).isEqualTo(root);
        assertThat(tree.records).hasSize(records);
    }

    @Test
    void deletingWhatIsNotThereChangesNothing() {
        TreeHistory tree = new TreeHistory();
        TreeRoot root = tree.apply(put("a", "1")).root();
        assertThat(tree.apply(Map.of(key("b"), Optional.empty())).root()).isEqualTo(root);
    }

    @Test
    void theVersionMustGrow() {
        TreeHistory tree = new TreeHistory();
        TreeRoot root = tree.apply(put("a", "1")).root();
        assertThatThrownBy(() -> StateTree.update(root, tree::read, root.version(), new TreeMap<>()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not follow version 1");
    }

    @Test
    void changesMustBeInTheOrderOfTheKeys() {
        TreeMap<StateKey, Optional<Hash>> backwards = new TreeMap<>((a, b) -> b.compareTo(a));
        backwards.put(key("a"), Optional.of(Hash.ZERO));
        backwards.put(key("b"), Optional.of(Hash.ZERO));
        assertThatThrownBy(() -> StateTree.update(TreeRoot.EMPTY, node -> Optional.empty(), 1, backwards))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("out of order");
    }

    @Test
    void aMissingRecordIsNamed() {
        TreeRoot root = new TreeHistory().apply(put("a", "1")).root();
        List<KeyRange> all = List.of(KeyRange.of(key("a")));
        assertThatThrownBy(() -> StateTree.prove(root, node -> Optional.empty(), all, ValueReader.NONE))
                .isInstanceOf(StoreCorruptionException.class)
                .hasMessageContaining("the record 00000000000000010000 is missing");
    }

    @Test
    void damagedRecordsAreRefused() {
        TreeHistory tree = new TreeHistory();
        tree.apply(put("a", "1"));
        TreeRoot root = tree.apply(put("b", "1")).root();
        Bytes record = tree.read(NodeFormat.rootKey(root.version())).orElseThrow();
        List<KeyRange> all = List.of(KeyRange.of(key("a")));
        for (int size = 0; size < record.size(); size++) {
            Bytes cut = record.slice(0, size);
            assertThatThrownBy(() -> StateTree.prove(root, node -> Optional.of(cut), all, ValueReader.NONE))
                    .isInstanceOf(StoreCorruptionException.class);
        }
    }

    @Test
    void aValueThatIsNotTheTreesIsRefused() {
        TreeHistory tree = new TreeHistory();
        TreeRoot root = tree.apply(put("a", "1")).root();
        assertThatThrownBy(() -> StateTree.prove(
                        root, tree::read, List.of(KeyRange.of(key("a"))), key -> Optional.of(Bytes.utf8("2"))))
                .isInstanceOf(StoreCorruptionException.class)
                .hasMessageContaining("the value of 1/61");
    }

    @Test
    void tooMuchForOneProofIsRefused() {
        TreeHistory tree = new TreeHistory();
        Bytes large = Bytes.wrap(new byte[256 * 1024]);
        Map<StateKey, Optional<Bytes>> changes = new TreeMap<>();
        for (int i = 0; i < 65; i++) {
            changes.put(new StateKey(1, Bytes.wrap(new byte[] {(byte) i})), Optional.of(large));
        }
        TreeHistory.Version version = tree.apply(changes);
        List<KeyRange> all = List.of(KeyRange.startingAt(new StateKey(0, Bytes.EMPTY)));
        assertThatThrownBy(() -> StateTree.prove(version.root(), tree::read, all, version.values()))
                .isInstanceOf(ProofTooLargeException.class)
                .hasMessageContaining("ask for fewer keys");
    }

    @Test
    void aRootSurvivesItsEncoding() throws MalformedException {
        TreeRoot root = new TreeRoot(Hash.ZERO, 7);
        assertThat(TreeRoot.decode(root.encoded())).isEqualTo(root);
    }
}
