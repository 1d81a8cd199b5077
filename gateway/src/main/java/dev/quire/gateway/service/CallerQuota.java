package dev.quire.gateway.service;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What each caller may ask in a minute, and put in a day of which the ledger does not know yet. Callers are authenticated, so
 * there are as many as members and patients on the ledger; a patient and a member with the same id are two. Safe for use by
 * several threads.
 */
final class CallerQuota {
    private static final long MINUTE_MICROS = 60_000_000;
    private static final long DAY_MICROS = 24 * 60 * MINUTE_MICROS;

    private final Spent requests;
    private final Spent bytes;
    private final LongSupplier clockMicros;

    CallerQuota(int requestsPerMinute, long bytesPerDay, LongSupplier clockMicros) {
        requests = new Spent(MINUTE_MICROS, requestsPerMinute);
        bytes = new Spent(DAY_MICROS, bytesPerDay);
        this.clockMicros = clockMicros;
    }

    /** Takes one request, if there is one left. */
    synchronized boolean takeRequest(Caller caller) {
        return requests.take(caller, 1, clockMicros.getAsLong());
    }

    /** Takes that many bytes, if so many are left. */
    synchronized boolean takeBytes(Caller caller, long count) {
        return bytes.take(caller, count, clockMicros.getAsLong());
    }

    private static final class Spent {
        private final long periodMicros;
        private final long limit;
        private final Map<Caller, Long> spent = new HashMap<>();
        private long period;

        Spent(long periodMicros, long limit) {
            this.periodMicros = periodMicros;
            this.limit = limit;
        }

        boolean take(Caller caller, long count, long nowMicros) {
            if (nowMicros / periodMicros != period) {
                period = nowMicros / periodMicros;
                spent.clear();
            }
            long before = spent.getOrDefault(caller, 0L);
            if (count > limit - before) {
                return false;
            }
            spent.put(caller, before + count);
            return true;
        }
    }
}
