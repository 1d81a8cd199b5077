package dev.quire.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StateStore.StoreWrite;
import dev.quire.spi.store.StateStoreContract;
import dev.quire.spi.store.StoreReader.StoreEntry;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryStateStoreTest extends StateStoreContract {
    private static final Bytes KEY = Bytes.utf8("key");

    @Override
    protected StateStore openEmpty() {
        return new MemoryStateStore();
    }

    @Test
    void forgetsBackToTheLastFlush() {
        MemoryStateStore memory = new MemoryStateStore();
        memory.write(1, List.of(StoreWrite.put(Column.STATE, KEY, Bytes.utf8("flushed"))));
        memory.flush();
        memory.write(2, List.of(StoreWrite.put(Column.STATE, KEY, Bytes.utf8("lost"))));
        memory.close();
        memory.forgetUnflushed();
        assertThat(memory.appliedHeight()).isEqualTo(1);
        assertThat(memory.get(Column.STATE, KEY)).contains(Bytes.utf8("flushed"));
    }

    /** Rising keys would make an unbalanced tree a list, and the recursion over it overflow. */
    @Test
    void theTreeStaysFlat() {
        SortedTree tree = null;
        for (int i = 0; i < 1 << 14; i++) {
            tree = SortedTree.put(tree, new StoreEntry(key(i), Bytes.EMPTY));
        }
        assertThat(tree.depth()).isLessThanOrEqualTo(15);
        for (int i = 0; i < 1 << 13; i++) {
            tree = SortedTree.remove(tree, key(i));
        }
        assertThat(tree.depth()).isLessThanOrEqualTo(15);
    }

    private static Bytes key(int i) {
        return Bytes.wrap(new byte[] {(byte) (i >>> 8), (byte) i});
    }
}
