package dev.quire.pbft;

import dev.quire.block.Block;
import dev.quire.hash.Hash;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Proposals of the heights and views near this member's, and blocks fetched by hash; bounded in number and bytes. */
final class Proposals {
    /** So many fetched blocks are kept; only one is looked for at a time. */
    private static final int FETCHED = 4;

    private record Place(long height, long view) implements Comparable<Place> {
        private static final Comparator<Place> ORDER =
                Comparator.comparingLong(Place::height).thenComparingLong(Place::view);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    private final Replica me;
    private final TreeMap<Place, PbftMessage.PrePrepare> places = new TreeMap<>();
    private final ArrayDeque<Block> fetched = new ArrayDeque<>();
    private long bytes;

    Proposals(Replica me) {
        this.me = me;
    }

    /**
     * Keeps the first proposal of each place.
     *
     * @param isWanted it is for the open height in the present view, and has room in any case
     */
    void add(PbftMessage.PrePrepare proposal, boolean isWanted) {
        Place place = new Place(proposal.height(), proposal.view());
        long size = proposal.block().encoded().size();
        if (places.containsKey(place) || (!isWanted && bytes + size > me.config.maxPendingBytes())) {
            return;
        }
        places.put(place, proposal);
        bytes += size;
        Iterator<Map.Entry<Place, PbftMessage.PrePrepare>> oldestFirst =
                places.entrySet().iterator();
        while (bytes > me.config.maxPendingBytes() && oldestFirst.hasNext()) {
            Map.Entry<Place, PbftMessage.PrePrepare> oldest = oldestFirst.next();
            if (!oldest.getKey().equals(place)) {
                bytes -= oldest.getValue().block().encoded().size();
                oldestFirst.remove();
            }
        }
    }

    Optional<PbftMessage.PrePrepare> at(long height, long view) {
        return Optional.ofNullable(places.get(new Place(height, view)));
    }

    void keep(Block block) {
        fetched.add(block);
        if (fetched.size() > FETCHED) {
            fetched.removeFirst();
        }
    }

    Optional<Block> block(Hash hash) {
        return Stream.concat(fetched.stream(), places.values().stream().map(PbftMessage.PrePrepare::block))
                .filter(block -> block.hash().equals(hash))
                .findFirst();
    }

    /** Its body was not what the hash stands for. */
    void discard(Block forged) {
        fetched.removeIf(forged::equals);
        remove(proposal -> proposal.block().equals(forged));
    }

    /** Forgets what is no longer near. */
    void prune(Votes votes, long view) {
        remove(proposal -> !votes.isNear(proposal.height(), proposal.view(), view));
        fetched.removeIf(block -> block.height() <= me.chain.committedHeight());
    }

    private void remove(Predicate<PbftMessage.PrePrepare> which) {
        places.values().removeIf(proposal -> {
            boolean gone = which.test(proposal);
            if (gone) {
                bytes -= proposal.block().encoded().size();
            }
            return gone;
        });
    }
}
