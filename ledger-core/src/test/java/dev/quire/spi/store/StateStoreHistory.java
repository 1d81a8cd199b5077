package dev.quire.spi.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.spi.store.StateStore.StoreSnapshot;
import dev.quire.spi.store.StateStore.StoreWrite;
import dev.quire.spi.store.StoreReader.StoreEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/** Random histories of writes, flushes, snapshots and crashes against one {@link TreeMap} per column. */
public abstract class StateStoreHistory {
    /** The slow and obvious store. */
    record Model(long height, Map<Column, TreeMap<Bytes, Bytes>> columns) {
        static Model empty() {
            Map<Column, TreeMap<Bytes, Bytes>> columns = new EnumMap<>(Column.class);
            for (Column column : Column.values()) {
                columns.put(column, new TreeMap<>());
            }
            return new Model(-1, columns);
        }

        Model after(long newHeight, List<StoreWrite> writes) {
            Model next = empty();
            columns.forEach((column, entries) -> next.columns.get(column).putAll(entries));
            for (StoreWrite write : writes) {
                next.columns.get(write.column()).remove(write.key());
                write.value()
                        .ifPresent(value -> next.columns.get(write.column()).put(write.key(), value));
            }
            return new Model(newHeight, next.columns);
        }

        static Model of(StateStore store) {
            Model read = new Model(store.appliedHeight(), empty().columns);
            read.columns.forEach(
                    (column, entries) -> store.range(column, Bytes.EMPTY, Optional.empty(), Integer.MAX_VALUE)
                            .forEach(entry -> entries.put(entry.key(), entry.value())));
            return read;
        }
    }

    sealed interface Step {
        record Write(int rise, List<StoreWrite> writes) implements Step {}

        record Flush() implements Step {}

        record Pin() implements Step {}

        record Crash() implements Step {}

        record Look(Column column, Bytes from, Bytes to, int limit) implements Step {}
    }

    /** An empty store. */
    protected abstract StateStore openEmpty() throws IOException;

    /** Ends {@code store} as a crash would and opens what is left of it. */
    protected abstract StateStore crash(StateStore store) throws IOException;

    @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
    void behavesAsTreeMaps(@ForAll("histories") List<Step> history) throws IOException {
        StateStore store = openEmpty();
        // What the store may stand at after a crash: the state at the last flush, and each batch since.
        List<Model> possible = new ArrayList<>(List.of(Model.empty()));
        try {
            for (Step step : history) {
                Model newest = possible.get(possible.size() - 1);
                if (step instanceof Step.Write write) {
                    long height = newest.height() + write.rise();
                    store.write(height, write.writes());
                    possible.add(newest.after(height, write.writes()));
                } else if (step instanceof Step.Flush) {
                    assertThat(store.flush()).isEqualTo(newest.height());
                    possible = new ArrayList<>(List.of(newest));
                } else if (step instanceof Step.Pin) {
                    pin(store, newest);
                } else if (step instanceof Step.Look look) {
                    check(store, newest, look);
                } else {
                    store = crash(store);
                    Model left = Model.of(store);
                    assertThat(possible).contains(left);
                    possible = new ArrayList<>(List.of(left));
                }
            }
            assertThat(Model.of(store)).isEqualTo(possible.get(possible.size() - 1));
        } finally {
            store.close();
        }
    }

    private static void pin(StateStore store, Model model) throws IOException {
        try (StoreSnapshot snapshot = store.snapshot()) {
            store.write(model.height(), List.of(StoreWrite.put(Column.META, Bytes.utf8("later"), Bytes.EMPTY)));
            assertThat(snapshot.get(Column.META, Bytes.utf8("later"))).isEmpty();
            for (Column column : Column.values()) {
                check(snapshot, model, new Step.Look(column, Bytes.EMPTY, Bytes.fromHex("ffff"), 1_000));
            }
        }
        store.write(model.height(), List.of(StoreWrite.delete(Column.META, Bytes.utf8("later"))));
    }

    private static void check(StoreReader reader, Model model, Step.Look look) {
        TreeMap<Bytes, Bytes> expected = model.columns().get(look.column());
        assertThat(reader.get(look.column(), look.from())).isEqualTo(Optional.ofNullable(expected.get(look.from())));
        assertThat(reader.floor(look.column(), look.from()))
                .isEqualTo(Optional.ofNullable(expected.floorEntry(look.from())).map(StateStoreHistory::entry));
        assertThat(reader.range(look.column(), look.from(), Optional.empty(), look.limit()))
                .isEqualTo(expected.tailMap(look.from(), true).entrySet().stream()
                        .limit(look.limit())
                        .map(StateStoreHistory::entry)
                        .toList());
        assertThat(reader.range(look.column(), look.from(), Optional.of(look.to()), look.limit()))
                .isEqualTo(expected.tailMap(look.from(), true).entrySet().stream()
                        .filter(entry -> entry.getKey().compareTo(look.to()) < 0)
                        .limit(look.limit())
                        .map(StateStoreHistory::entry)
                        .toList());
    }

    private static StoreEntry entry(Map.Entry<Bytes, Bytes> entry) {
        return new StoreEntry(entry.getKey(), entry.getValue());
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Bytes> keys = Arbitraries.of((byte) 0, (byte) 1, (byte) 0x7f, (byte) 0x80, (byte) 0xff)
                .array(byte[].class)
                .ofMinSize(0)
                .ofMaxSize(3)
                .map(Bytes::copyOf);
        Arbitrary<Bytes> values =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(20).map(Bytes::copyOf);
        Arbitrary<Column> columns = Arbitraries.of(Column.class);
        Arbitrary<StoreWrite> changes =
                Combinators.combine(columns, keys, values.optional(0.7)).as(StoreWrite::new);
        Arbitrary<Step> writes = Combinators.combine(
                        Arbitraries.integers().between(0, 2), changes.list().ofMaxSize(30))
                .as(Step.Write::new);
        Arbitrary<Step> looks = Combinators.combine(
                        columns, keys, keys, Arbitraries.integers().between(0, 6))
                .as(Step.Look::new);
        return Arbitraries.frequencyOf(
                        Tuple.of(8, writes),
                        Tuple.of(8, looks),
                        Tuple.of(2, Arbitraries.just(new Step.Flush())),
                        Tuple.of(2, Arbitraries.just(new Step.Pin())),
                        Tuple.of(1, Arbitraries.just(new Step.Crash())))
                .list()
                .ofMaxSize(30);
    }
}
