package dev.quire.p2p;

import dev.quire.block.PublicKey;
import dev.quire.spi.net.Frame;
import dev.quire.spi.net.Peer;
import dev.quire.spi.net.Transport.Listener;
import org.jspecify.annotations.Nullable;

/**
 * One other member, for the life of the transport, and its connection while there is one.
 *
 * <p>The listener is called under this object's lock: so for one peer its calls never overlap, begin with
 * {@code connected}, and end with exactly one {@code disconnected}, whichever threads the old and the new connection
 * run on. The lock is of this peer alone and no thread waits for anything while it has it, as long as the listener
 * keeps its promise to return at once.
 */
final class PeerLink {
    private final Peer peer;
    private final boolean dials;
    private @Nullable Listener listener;
    private final Reconnects reconnects = new Reconnects();
    private volatile @Nullable Connection current;

    /** @param dials does this node dial that one, or does it wait? Of a pair, the one with the lower key dials */
    PeerLink(Peer peer, boolean dials) {
        this.peer = peer;
        this.dials = dials;
    }

    Peer peer() {
        return peer;
    }

    PublicKey id() {
        return peer.id();
    }

    boolean dials() {
        return dials;
    }

    boolean connected() {
        return current != null;
    }

    synchronized void open(Listener newListener) {
        listener = newListener;
    }

    /** Notes that a connection stands; returns which one it is in close succession, see {@link Reconnects#next}. */
    synchronized long reconnected(long nowNanos) {
        return reconnects.next(nowNanos);
    }

    /**
     * Makes {@code connection} the peer's only one. The newest wins: the peer dials only when it knows of no other, so
     * the old one is half open.
     *
     * @return false if the transport is closed
     */
    synchronized boolean attach(Connection connection) {
        if (listener == null) {
            return false;
        }
        Connection old = current;
        if (old != null) {
            current = null;
            listener.disconnected(id());
            old.close();
        }
        current = connection;
        listener.connected(id());
        return true;
    }

    synchronized void detach(Connection connection) {
        if (current == connection && listener != null) {
            current = null;
            listener.disconnected(id());
        }
    }

    /** Hands a frame over, unless its connection was replaced meanwhile. */
    synchronized boolean deliver(Connection connection, Frame frame) {
        if (current != connection || listener == null) {
            return false;
        }
        listener.received(id(), frame);
        return true;
    }

    /** After this the listener is not called again. */
    synchronized void close() {
        Connection last = current;
        if (last != null) {
            detach(last);
        }
        listener = null;
    }

    /** @return the connection to send on, or null */
    @Nullable
    Connection connection() {
        return current;
    }
}
