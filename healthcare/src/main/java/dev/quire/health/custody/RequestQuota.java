package dev.quire.health.custody;

import java.util.HashMap;
import java.util.Map;

/**
 * How many requests an organisation or a patient makes in a minute. Whoever asks is authenticated, so there are as many as
 * members and patients. They are counted apart: a patient's id may be an organisation's.
 */
final class RequestQuota {
    private static final long MINUTE_MICROS = 60_000_000;

    private final Map<Requester, Integer> taken = new HashMap<>();
    private long minute;

    /** Counts one request, and says how many there were in this minute with it. */
    synchronized int take(Requester requester, long nowMicros) {
        long now = nowMicros / MINUTE_MICROS;
        if (now != minute) {
            minute = now;
            taken.clear();
        }
        return taken.merge(requester, 1, Integer::sum);
    }
}
