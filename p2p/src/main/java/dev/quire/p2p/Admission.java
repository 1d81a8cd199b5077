package dev.quire.p2p;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Counts the accepted connections that have not yet said hello, in all and by address. Any thread. */
final class Admission {
    private final int max;
    private final int maxPerAddress;
    private final Map<InetAddress, Integer> pending = new HashMap<>();
    private int total;

    Admission(int max, int maxPerAddress) {
        this.max = max;
        this.maxPerAddress = maxPerAddress;
    }

    /** Takes a place, or returns false; who got one gives it back once with {@link #leave}. */
    synchronized boolean enter(InetAddress address) {
        int here = pending.getOrDefault(address, 0);
        if (total >= max || here >= maxPerAddress) {
            return false;
        }
        pending.put(address, here + 1);
        total++;
        return true;
    }

    synchronized void leave(InetAddress address) {
        pending.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
        total--;
    }
}
