package dev.quire.health.client;

import dev.quire.health.Id;
import dev.quire.health.custody.Deal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Deals that no custodian has receipted yet. A deal is sealed to its custodian, so what lies here tells nothing. Safe for use
 * by several threads.
 */
public interface DealOutbox {
    /** Durable when this returns. */
    void keep(Deal deal) throws IOException;

    /** It was receipted. */
    void done(Deal deal) throws IOException;

    /** The oldest first. */
    List<Deal> waiting() throws IOException;

    /** Forgets with the process: for tests and trials. */
    static DealOutbox inMemory() {
        return new DealOutbox() {
            private final Map<Id, Deal> deals = new LinkedHashMap<>();

            @Override
            public synchronized void keep(Deal deal) {
                deals.put(deal.dealId(), deal);
            }

            @Override
            public synchronized void done(Deal deal) {
                deals.remove(deal.dealId());
            }

            @Override
            public synchronized List<Deal> waiting() {
                return new ArrayList<>(deals.values());
            }
        };
    }
}
