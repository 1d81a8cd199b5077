package dev.quire.health.client;

import dev.quire.health.Id;
import dev.quire.health.custody.Deal;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Deals that no custodian has receipted yet, each custodian's apart from the others'. A deal is sealed to its custodian, so what
 * lies here tells nothing. Safe for use by several threads.
 */
public interface DealOutbox {
    /**
     * Durable when this returns.
     *
     * @throws OutboxFullException if too many wait for this custodian
     */
    void keep(Deal deal) throws IOException;

    /** It was receipted, or is not wanted any more. */
    void done(Deal deal) throws IOException;

    /** How many deals wait for each custodian; one for whom none waits may be missing. */
    SortedMap<Id, Integer> counts() throws IOException;

    /** What waits for one custodian, the oldest first; each is read when it is its turn, since there may be many. */
    List<Kept> waiting(Id custodian) throws IOException;

    /** One that waits. */
    interface Kept {
        /** Empty: it was handed in meanwhile, or is damaged. */
        Optional<Deal> read() throws IOException;
    }

    /** Forgets with the process: for tests and trials. */
    static DealOutbox inMemory() {
        return new DealOutbox() {
            private final SortedMap<Id, Map<Id, Deal>> deals = new TreeMap<>();

            @Override
            public synchronized void keep(Deal deal) {
                deals.computeIfAbsent(deal.custodian(), first -> new LinkedHashMap<>())
                        .put(deal.dealId(), deal);
            }

            @Override
            public synchronized void done(Deal deal) {
                of(deal.custodian()).remove(deal.dealId());
            }

            @Override
            public synchronized SortedMap<Id, Integer> counts() {
                SortedMap<Id, Integer> counts = new TreeMap<>();
                deals.forEach((custodian, waiting) -> counts.put(custodian, waiting.size()));
                return counts;
            }

            @Override
            public synchronized List<Kept> waiting(Id custodian) {
                return of(custodian).values().stream()
                        .<Kept>map(deal -> () -> Optional.of(deal))
                        .toList();
            }

            private Map<Id, Deal> of(Id custodian) {
                return deals.getOrDefault(custodian, new LinkedHashMap<>());
            }
        };
    }
}
