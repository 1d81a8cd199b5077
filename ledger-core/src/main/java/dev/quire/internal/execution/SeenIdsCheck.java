package dev.quire.internal.execution;

import dev.quire.hash.Hash;
import dev.quire.merkle.ProvenState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether ids of transactions are those that the state has the hashes of ({@link SeenIds}): minute by minute, in chain
 * order. Tells at the end of a minute.
 */
public final class SeenIdsCheck {
    private final TreeMap<Long, SeenIds.Minute> expected = new TreeMap<>();
    private Optional<Place> next = Optional.empty();
    private SeenIds.Minute rolling = SeenIds.Minute.NONE;

    /**
     * Where the next id belongs.
     *
     * @param number of the id within its minute
     * @param left ids of that minute, this one included
     */
    public record Place(long minute, int number, int left) {}

    /** An entry of the state, of which all are to be shown before the first id; those of plugins are passed over. */
    public void entry(ProvenState.Entry entry) {
        if (entry.key().pluginId() == Plugins.ENGINE.pluginId()) {
            SeenIds.Minute minute = SeenIds.Minute.decode(entry.value().orElseThrow());
            expected.put(entry.key().key().asBuffer().getLong(), minute);
        }
    }

    /** Begins with the first minute. */
    public void begin() {
        toMinute(expected.entrySet().stream().findFirst());
    }

    /** Begins with a minute again: its ids prove themselves together. Those of the minutes before it are proven. */
    public void restart(long minute) {
        toMinute(Optional.ofNullable(expected.ceilingEntry(minute)));
    }

    private void toMinute(Optional<Map.Entry<Long, SeenIds.Minute>> minute) {
        rolling = SeenIds.Minute.NONE;
        next = minute.map(found -> new Place(found.getKey(), 0, found.getValue().count()));
    }

    /** Empty once all are there. */
    public Optional<Place> next() {
        return next;
    }

    /**
     * Takes the next ids, at most {@link Place#left} of them.
     *
     * @return false if the minute that ends with them is another than the state's; then it begins again
     */
    public boolean take(List<Hash> ids) {
        Place place = next.orElseThrow();
        for (Hash id : ids) {
            rolling = rolling.with(id);
        }
        if (ids.size() < place.left()) {
            next = Optional.of(new Place(place.minute(), rolling.count(), place.left() - ids.size()));
            return true;
        }
        boolean same = rolling.equals(expected.get(place.minute()));
        restart(same ? place.minute() + 1 : place.minute());
        return same;
    }
}
