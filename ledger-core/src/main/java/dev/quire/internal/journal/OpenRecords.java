package dev.quire.internal.journal;

import dev.quire.hash.Hash;
import dev.quire.internal.journal.Recovered.Written;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The BLOCK and PREPARED records of heights that are not known to be committed, replaced ones included: what the node
 * may have voted for. Each of these blocks is found here even when another proposal has taken its place in the {@link
 * BlockIndex}.
 */
final class OpenRecords {
    /** A record and where it is. */
    private record Open(Written written, Place place) {}

    /** The newest prepared certificate above the committed height, and the block that it names. */
    record PreparedPlace(Place certificate, Place block) {}

    private final TreeMap<Long, List<Open>> blocks = new TreeMap<>();
    private final TreeMap<Long, List<Open>> prepared = new TreeMap<>();
    private Optional<Open> newestPrepared = Optional.empty();
    /** Of these records it is known that they have decayed; those of heights that were decided meanwhile may be left. */
    private final Set<Place> decayed = new HashSet<>();

    void block(Written written, Place place) {
        add(blocks, new Open(written, place));
    }

    void prepared(Written written, Place place) {
        newestPrepared = Optional.of(new Open(written, place));
        add(prepared, newestPrepared.get());
    }

    private static void add(Map<Long, List<Open>> records, Open open) {
        records.computeIfAbsent(open.written().height(), height -> new ArrayList<>())
                .add(open);
    }

    /** What is committed needs no vote any more. */
    void committed(long height) {
        blocks.headMap(height, true).clear();
        prepared.headMap(height, true).clear();
        newestPrepared = newestPrepared.filter(open -> open.written().height() > height);
        if (blocks.isEmpty()) {
            decayed.clear();
        }
    }

    boolean holdsBlock(long height, Hash blockHash) {
        return find(height, blockHash).isPresent();
    }

    /** Where the block is, whatever has taken its place since. */
    Optional<Place> place(long height, Hash blockHash) {
        return find(height, blockHash).map(Open::place);
    }

    /** Is this the first time that the record was found decayed? */
    boolean isNewsThatDecayed(Place place) {
        return decayed.add(place);
    }

    private Optional<Open> find(long height, Hash blockHash) {
        return blocks.getOrDefault(height, List.of()).stream()
                .filter(open -> open.written().blockHash().equals(blockHash))
                .findFirst();
    }

    /** Empty also if the block's record is lost. */
    Optional<PreparedPlace> newestPrepared() {
        return newestPrepared.flatMap(
                open -> find(open.written().height(), open.written().blockHash())
                        .map(block -> new PreparedPlace(open.place(), block.place())));
    }

    /** The lowest segment with one of the blocks or the newest prepared certificate; {@code otherwise} if there is none. */
    int lowestSegment(int otherwise) {
        return Stream.concat(blocks.values().stream().flatMap(List::stream), newestPrepared.stream())
                .mapToInt(open -> open.place().sequence())
                .reduce(otherwise, Math::min);
    }

    /** The blocks, ascending by height, those of a height in the order in which they were written. */
    List<Written> blocks() {
        return flat(blocks);
    }

    /** The prepared certificates, in the same order. */
    List<Written> prepared() {
        return flat(prepared);
    }

    private static List<Written> flat(Map<Long, List<Open>> records) {
        return records.values().stream()
                .flatMap(List::stream)
                .map(Open::written)
                .toList();
    }
}
