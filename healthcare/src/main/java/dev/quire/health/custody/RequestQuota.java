package dev.quire.health.custody;

import dev.quire.health.Id;
import java.util.HashMap;
import java.util.Map;

/** How many requests an organisation makes in a minute. Whoever asks is authenticated, so there are as many as members. */
final class RequestQuota {
    private static final long MINUTE_MICROS = 60_000_000;

    private final Map<Id, Integer> taken = new HashMap<>();
    private long minute;

    /** Counts one request, and says how many there were in this minute with it. */
    synchronized int take(Id orgId, long nowMicros) {
        long now = nowMicros / MINUTE_MICROS;
        if (now != minute) {
            minute = now;
            taken.clear();
        }
        return taken.merge(orgId, 1, Integer::sum);
    }
}
