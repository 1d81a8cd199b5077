package dev.quire.internal.statetree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateHashes;
import dev.quire.merkle.StateKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A tree over a map of records, with all its versions and what the state should be in each. */
final class TreeHistory {
    /** One version and the plain state that it stands for. */
    record Version(TreeRoot root, SortedMap<StateKey, Bytes> state) {
        ValueReader values() {
            return key -> Optional.ofNullable(state.get(key));
        }
    }

    private final StateHashes hashes = new StateHashes();
    private final List<Version> versions = new ArrayList<>();
    private final List<List<Bytes>> stale = new ArrayList<>();
    final TreeMap<Bytes, Bytes> records = new TreeMap<>();

    TreeHistory() {
        versions.add(new Version(TreeRoot.EMPTY, new TreeMap<>()));
        stale.add(List.of());
    }

    List<Version> versions() {
        return versions;
    }

    Version newest() {
        return versions.get(versions.size() - 1);
    }

    Optional<Bytes> read(Bytes nodeKey) {
        return Optional.ofNullable(records.get(nodeKey));
    }

    /** Applies values, where empty deletes, and checks what any update must keep. */
    Version apply(Map<StateKey, Optional<Bytes>> changes) {
        Version parent = newest();
        SortedMap<StateKey, Optional<Hash>> hashed = new TreeMap<>();
        SortedMap<StateKey, Bytes> state = new TreeMap<>(parent.state());
        changes.forEach((key, value) -> {
            hashed.put(key, value.map(hashes::value));
            value.ifPresentOrElse(bytes -> state.put(key, bytes), () -> state.remove(key));
        });
        TreeUpdate update = StateTree.update(parent.root(), this::read, versions.size(), hashed);
        assertThat(update.newNodes().keySet()).noneMatch(records::containsKey);
        assertThat(update.staleNodes()).doesNotHaveDuplicates().allMatch(records::containsKey);
        records.putAll(update.newNodes());
        stale.add(update.staleNodes());
        versions.add(new Version(update.newRoot(), state));
        return newest();
    }

    Hash referenceRoot(Version version) {
        SortedMap<StateKey, Hash> hashed = new TreeMap<>();
        version.state().forEach((key, value) -> hashed.put(key, hashes.value(value)));
        return ReferenceTree.root(hashed);
    }

    /** Deletes what no version from {@code oldest} on needs. */
    void pruneBefore(int oldest) {
        for (int version = 0; version <= oldest; version++) {
            stale.get(version).forEach(records::remove);
        }
    }

    /** The keys of all records that are read when all of the version is asked for. */
    Set<Bytes> reachable(Version version) {
        Set<Bytes> read = new LinkedHashSet<>();
        NodeReader reader = key -> {
            read.add(key);
            return read(key);
        };
        KeyRange all = KeyRange.startingAt(new StateKey(0, Bytes.EMPTY));
        StateTree.prove(version.root(), reader, List.of(all), ValueReader.NONE);
        return read;
    }
}
