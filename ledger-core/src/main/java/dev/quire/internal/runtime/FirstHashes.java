package dev.quire.internal.runtime;

import dev.quire.hash.Hash;
import java.util.Optional;
import java.util.TreeMap;

/** The first block that was named for each height and view; a later one for the same place changes nothing. */
final class FirstHashes {
    private final TreeMap<Long, TreeMap<Long, Hash>> byHeight = new TreeMap<>();
    private int size;
    /** Views below this one are forgotten: with each block only the height goes on, and nothing is looked through. */
    private long forgottenView = Long.MIN_VALUE;

    void add(long height, long view, Hash blockHash) {
        if (view < forgottenView) {
            return;
        }
        if (byHeight.computeIfAbsent(height, h -> new TreeMap<>()).putIfAbsent(view, blockHash) == null) {
            size++;
        }
    }

    Optional<Hash> get(long height, long view) {
        return Optional.ofNullable(
                byHeight.getOrDefault(height, new TreeMap<>()).get(view));
    }

    boolean is(long height, long view, Hash blockHash) {
        return get(height, view).equals(Optional.of(blockHash));
    }

    /** Forgets the heights up to {@code height} and the views below {@code view}: nobody votes there any more. */
    void forget(long height, long view) {
        var past = byHeight.headMap(height, true);
        past.values().forEach(views -> size -= views.size());
        past.clear();
        if (view > forgottenView) {
            forgottenView = view;
            byHeight.values().forEach(views -> views.headMap(view).clear());
            byHeight.values().removeIf(TreeMap::isEmpty);
            size = byHeight.values().stream().mapToInt(TreeMap::size).sum();
        }
    }

    int size() {
        return size;
    }
}
