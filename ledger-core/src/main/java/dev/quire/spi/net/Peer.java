package dev.quire.spi.net;

import dev.quire.block.PublicKey;

/**
 * Where a member's node listens. The identity is the key; the address may change.
 *
 * @param port 1 to 65,535
 */
public record Peer(PublicKey id, String host, int port) {
    public Peer {
        if (host.isBlank() || port < 1 || port > 0xffff) {
            throw new IllegalArgumentException("not an address: " + host + ":" + port);
        }
    }
}
