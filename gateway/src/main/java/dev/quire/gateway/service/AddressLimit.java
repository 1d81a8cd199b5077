package dev.quire.gateway.service;

import dev.quire.codec.Bytes;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what one address opens beyond a number of connections, before it has said anything: nobody keeps all others out. IPv6
 * addresses count by their network of 64 bits, which one subscriber has. Safe for use by several threads.
 */
final class AddressLimit implements Connection.Listener {
    private static final Logger log = LoggerFactory.getLogger(AddressLimit.class);
    private static final int NETWORK_SIZE = 8;

    private final int most;
    private final Map<Connection, Bytes> open = new HashMap<>();
    private final Map<Bytes, Integer> counts = new HashMap<>();
    private final Set<Bytes> told = new HashSet<>();

    AddressLimit(int most) {
        this.most = most;
    }

    @Override
    public void onOpened(Connection connection) {
        Optional<InetAddress> address = address(connection);
        if (address.isPresent() && !admit(connection, address.get())) {
            connection.getEndPoint().close();
        }
    }

    private synchronized boolean admit(Connection connection, InetAddress address) {
        Bytes place = place(address);
        if (counts.getOrDefault(place, 0) >= most) {
            if (told.add(place)) {
                log.warn(
                        "{} has {} connections open, and may have no more (connections-per-address): others are closed",
                        address.getHostAddress(),
                        most);
            }
            return false;
        }
        open.put(connection, place);
        counts.merge(place, 1, Integer::sum);
        return true;
    }

    @Override
    public synchronized void onClosed(Connection connection) {
        Bytes place = open.remove(connection);
        if (place != null) {
            counts.computeIfPresent(place, (known, count) -> count == 1 ? null : count - 1);
            told.remove(place);
        }
    }

    /** Of the outer one of the two connections that there are for each socket. */
    private static Optional<InetAddress> address(Connection connection) {
        return connection instanceof SslConnection
                        && connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress socket
                ? Optional.ofNullable(socket.getAddress())
                : Optional.empty();
    }

    private static Bytes place(InetAddress address) {
        Bytes whole = Bytes.copyOf(address.getAddress());
        return address instanceof Inet6Address ? whole.slice(0, NETWORK_SIZE) : whole;
    }
}
