package dev.quire.internal.runtime;

import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import dev.quire.merkle.StateProof;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How many entries a proof answers questions with, each counted as often as it is asked for. */
final class AskedEntries {
    /** All that the proof opens, ascending, since a tree is read from left to right. */
    private final List<StateKey> keys = new ArrayList<>();

    private AskedEntries() {}

    static long count(List<KeyRange> asked, StateProof proof) {
        AskedEntries entries = new AskedEntries();
        entries.gather(proof.root());
        return asked.stream().mapToLong(entries::count).sum();
    }

    private void gather(StateProof.Node node) {
        if (node instanceof StateProof.Inner inner) {
            gather(inner.left());
            gather(inner.right());
        } else if (node instanceof StateProof.OpenLeaf leaf) {
            keys.add(leaf.key());
        } else if (node instanceof StateProof.Leaf leaf) {
            keys.add(leaf.key());
        }
    }

    private long count(KeyRange range) {
        if (range.isSingle()) {
            return Collections.binarySearch(keys, range.from()) >= 0 ? 1 : 0;
        }
        long end = range.to().map(this::below).orElse((long) keys.size());
        return end - below(range.from());
    }

    private long below(StateKey key) {
        int found = Collections.binarySearch(keys, key);
        return found >= 0 ? found : -found - 1;
    }
}
