package dev.quire.internal.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore.StoreWrite;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Layers of changes against one sorted map that has seen all of them. */
class OverlayProperties {
    record Change(Bytes key, Optional<Bytes> value) {}

    @Provide
    Arbitrary<List<List<Change>>> layers() {
        Arbitrary<Bytes> keys = Arbitraries.strings()
                .withChars("ab")
                .ofMinLength(0)
                .ofMaxLength(4)
                .map(Bytes::utf8);
        Arbitrary<Optional<Bytes>> values = Arbitraries.integers()
                .between(0, 9)
                .map(n -> Bytes.utf8("" + n))
                .optional(0.6);
        return Combinators.combine(keys, values)
                .as(Change::new)
                .list()
                .ofMaxSize(30)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Property(tries = 300)
    void showWhatOneMapWould(@ForAll("layers") List<List<Change>> layers) throws IOException {
        TreeMap<Bytes, Bytes> model = new TreeMap<>();
        SortedStore store = new SortedStore();
        List<StoreWrite> writes = new ArrayList<>();
        for (Change change : layers.get(0)) {
            applyTo(model, change);
            writes.add(new StoreWrite(Column.STATE, change.key(), change.value()));
        }
        store.write(0, writes);
        StateLayer top = new StoredLayer(store);
        for (List<Change> layer : layers.subList(1, layers.size())) {
            Overlay overlay = new Overlay(top);
            for (Change change : layer) {
                applyTo(model, change);
                change.value().ifPresentOrElse(v -> overlay.put(change.key(), v), () -> overlay.delete(change.key()));
            }
            top = overlay;
        }
        compare(top, model);
    }

    private static void applyTo(NavigableMap<Bytes, Bytes> model, Change change) {
        change.value().ifPresentOrElse(v -> model.put(change.key(), v), () -> model.remove(change.key()));
    }

    private static void compare(StateLayer layer, NavigableMap<Bytes, Bytes> model) {
        List<Bytes> bounds = List.of(
                Bytes.EMPTY, Bytes.utf8("a"), Bytes.utf8("ab"), Bytes.utf8("b"), Bytes.utf8("bbb"), Bytes.utf8("c"));
        for (Bytes from : bounds) {
            assertThat(layer.get(from)).isEqualTo(Optional.ofNullable(model.get(from)));
            for (Bytes to : bounds) {
                TreeMap<Bytes, Bytes> seen = new TreeMap<>();
                List<Bytes> order = new ArrayList<>();
                layer.scan(from, to).forEachRemaining(entry -> {
                    order.add(entry.key());
                    seen.put(entry.key(), entry.value());
                });
                assertThat(order).isSorted();
                assertThat(seen)
                        .isEqualTo(
                                from.compareTo(to) < 0
                                        ? model.subMap(from, true, to, false)
                                        : new TreeMap<Bytes, Bytes>());
            }
        }
    }
}
