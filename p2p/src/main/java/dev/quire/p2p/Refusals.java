package dev.quire.p2p;

import dev.quire.p2p.TransportStats.Refusal;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what has to be refused, counts it, and logs the first of each cause and then one a minute: whoever floods the
 * port must not be able to flood the log. Any thread.
 */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(NettyTransport.class);
    private static final AttributeKey<Boolean> REFUSED = AttributeKey.valueOf(Refusals.class, "refused");
    private static final Duration LOG_PAUSE = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Map<Refusal, Long> counts = new EnumMap<>(Refusal.class);
    private final Map<Refusal, Instant> nextLog = new EnumMap<>(Refusal.class);

    Refusals(InstantSource clock) {
        this.clock = clock;
    }

    /** Closes {@code channel}; counts it once, though Netty may report one fault several times. */
    void refuse(Channel channel, RefusedException reason) {
        if (channel.attr(REFUSED).setIfAbsent(true) == null) {
            count(reason.refusal(), String.valueOf(channel.remoteAddress()), reason.why());
        }
        channel.close();
    }

    /** Has {@code channel} been refused, though it may still be open? */
    boolean isRefused(Channel channel) {
        return channel.attr(REFUSED).get() != null;
    }

    private synchronized void count(Refusal cause, String remote, String detail) {
        long count = counts.merge(cause, 1L, Long::sum);
        Instant now = clock.instant();
        if (!now.isBefore(nextLog.getOrDefault(cause, Instant.MIN))) {
            nextLog.put(cause, now.plus(LOG_PAUSE));
            LOG.warn("closed the connection with {}: {} ({}, {} so far)", remote, detail, cause, count);
        }
    }

    synchronized Map<Refusal, Long> counts() {
        return new EnumMap<>(counts);
    }
}
