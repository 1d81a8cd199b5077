package dev.quire.internal.execution;

import dev.quire.hash.Hash;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The blocks that were executed and are not committed, oldest first. */
final class Forks {
    /** The most that are kept; consensus engines bound their uncommitted suffix far below. */
    static final int MAX_FORKS = 256;

    private final Map<Hash, Fork> byHash = new LinkedHashMap<>();

    Optional<Fork> get(Hash blockHash) {
        return Optional.ofNullable(byHash.get(blockHash));
    }

    /** Keeps a fork; if there are too many, the oldest one that nothing is built upon goes. */
    void add(Fork fork) {
        if (byHash.size() >= MAX_FORKS) {
            byHash.values().stream()
                    .filter(old -> old != fork.parent().orElse(null) && !hasChild(old))
                    .findFirst()
                    .ifPresent(old -> byHash.remove(old.hash()));
        }
        byHash.put(fork.hash(), fork);
    }

    private boolean hasChild(Fork fork) {
        return byHash.values().stream().anyMatch(other -> other.parent().orElse(null) == fork);
    }

    /** Drops what does not descend from a fork that was applied, and lays its children onto {@code applied}. */
    void applied(Fork fork, StateLayer applied) {
        List<Fork> others = List.copyOf(byHash.values());
        others.stream().filter(other -> !descends(other, fork)).forEach(other -> byHash.remove(other.hash()));
        byHash.values().stream()
                .filter(other -> other.parent().orElse(null) == fork)
                .forEach(child -> child.detach(applied));
    }

    private static boolean descends(Fork fork, Fork ancestor) {
        Optional<Fork> parent = fork.parent();
        while (parent.isPresent() && parent.get() != ancestor) {
            parent = parent.get().parent();
        }
        return parent.isPresent();
    }
}
