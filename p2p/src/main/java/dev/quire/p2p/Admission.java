package dev.quire.p2p;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Bounds the accepted connections that have not yet said hello, in all and by address. A handshake may take long where
 * there is room; where there is none it has a share of that time, and then gives way to whoever comes, so that nobody
 * keeps members out by connections that cost nothing. Any thread.
 */
final class Admission {
    /** When places are wanted, a connection keeps its own for this part of the time that a handshake may take. */
    static final int SHARE = 6;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final int max;
    private final int maxPerAddress;
    private final long keptNanos;
    private final LongSupplier clock;
    private final Map<InetAddress, Integer> counts = new HashMap<>();
    /** The oldest first. */
    private final Set<Place> places = new LinkedHashSet<>();

    /** What a connection holds until its hello has been checked; no two are equal. */
    static final class Place {
        private final InetAddress address;
        private final long sinceNanos;
        private final Runnable giveWay;

        private Place(InetAddress address, long sinceNanos, Runnable giveWay) {
            this.address = address;
            this.sinceNanos = sinceNanos;
            this.giveWay = giveWay;
        }
    }

    /** @param clock in nanoseconds, never going back */
    Admission(TransportLimits limits, LongSupplier clock) {
        this.max = limits.maxPendingHandshakes();
        this.maxPerAddress = limits.maxPendingPerAddress();
        this.keptNanos = limits.handshakeTimeoutMillis() * NANOS_PER_MILLI / SHARE;
        this.clock = clock;
    }

    /**
     * Takes a place, if need be an older connection's, or returns empty; who got one gives it back with {@link #leave}.
     *
     * @param giveWay ends the connection, whose place another has taken
     */
    Optional<Place> enter(InetAddress address, Runnable giveWay) {
        Optional<Place> displaced = Optional.empty();
        Place place;
        synchronized (this) {
            place = new Place(address, clock.getAsLong(), giveWay);
            boolean hereIsRoom = count(address) < maxPerAddress;
            if (!hereIsRoom || places.size() >= max) {
                displaced = hereIsRoom ? oldestOfTheCrowd() : oldestAt(address);
                if (displaced.filter(old -> mustGiveWay(old, place)).isEmpty()) {
                    return Optional.empty();
                }
                leave(displaced.get());
            }
            places.add(place);
            counts.merge(address, 1, Integer::sum);
        }
        displaced.ifPresent(old -> old.giveWay.run());
        return Optional.of(place);
    }

    private int count(InetAddress address) {
        return counts.getOrDefault(address, 0);
    }

    private Optional<Place> oldestAt(InetAddress address) {
        return places.stream().filter(place -> place.address.equals(address)).findFirst();
    }

    /** Of the addresses with the most places the oldest one's: strangers displace each other first. */
    private Optional<Place> oldestOfTheCrowd() {
        return places.stream().reduce((one, next) -> count(next.address) > count(one.address) ? next : one);
    }

    private boolean mustGiveWay(Place old, Place next) {
        boolean hasHadItsTime = next.sinceNanos - old.sinceNanos >= keptNanos;
        return hasHadItsTime || count(old.address) > count(next.address) + 1;
    }

    /** The connection has said hello, or ended; told once more, nothing happens. */
    synchronized void leave(Place place) {
        if (places.remove(place)) {
            counts.computeIfPresent(place.address, (key, count) -> count == 1 ? null : count - 1);
        }
    }
}
