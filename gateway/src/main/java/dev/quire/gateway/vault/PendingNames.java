package dev.quire.gateway.vault;

import dev.quire.health.vault.BlobName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Names that wait for something, each once, oldest first, and not more than a bound. */
final class PendingNames {
    private final int max;
    private final Set<BlobName> names = new LinkedHashSet<>();

    PendingNames(int max) {
        this.max = max;
    }

    /** False if there was no room. */
    synchronized boolean add(BlobName name) {
        if (names.size() >= max) {
            return names.contains(name);
        }
        names.add(name);
        return true;
    }

    synchronized void remove(BlobName name) {
        names.remove(name);
    }

    synchronized List<BlobName> names() {
        return List.copyOf(names);
    }

    synchronized int size() {
        return names.size();
    }
}
