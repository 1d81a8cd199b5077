package dev.quire.p2p;

import dev.quire.block.PublicKey;
import dev.quire.crypto.SignatureScheme;
import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import dev.quire.spi.net.Peer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Everything that a {@link NettyTransport} is told.
 *
 * @param self this node's key; it signs each TLS key that the transport makes
 * @param scheme checks the other members' signatures under their TLS keys
 * @param chainId the chain whose members talk here
 * @param host the address to listen on
 * @param port 0 to 65,535; 0 lets the system choose, see {@link NettyTransport#port()}
 * @param peers the members; an entry for this node itself is passed over
 * @param clock wall clock, for the certificates' validity
 * @param random spreads the attempts to reconnect; keys are made with the platform's secure generator
 */
public record TransportConfig(
        Signer self,
        SignatureScheme scheme,
        Hash chainId,
        String host,
        int port,
        List<Peer> peers,
        TransportLimits limits,
        InstantSource clock,
        RandomGenerator random) {
    /** @throws IllegalArgumentException if the port is out of range or two peers have one key */
    public TransportConfig {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
        }
        PublicKey ownId = self.publicKey();
        Map<PublicKey, Peer> others = new LinkedHashMap<>();
        for (Peer peer : peers) {
            if (!peer.id().equals(ownId) && others.put(peer.id(), peer) != null) {
                throw new IllegalArgumentException("two peers have the key " + peer.id() + ": a member has one entry");
            }
        }
        peers = List.copyOf(others.values());
    }

    /** With default limits, the system's clock and secure randomness. */
    public static TransportConfig of(
            Signer self, SignatureScheme scheme, Hash chainId, String host, int port, List<Peer> peers) {
        return new TransportConfig(
                self,
                scheme,
                chainId,
                host,
                port,
                peers,
                TransportLimits.defaults(),
                InstantSource.system(),
                new SecureRandom());
    }

    /** This configuration with other limits. */
    public TransportConfig withLimits(TransportLimits newLimits) {
        return new TransportConfig(self, scheme, chainId, host, port, peers, newLimits, clock, random);
    }

    /** This configuration with another clock and generator. */
    public TransportConfig with(InstantSource newClock, RandomGenerator newRandom) {
        return new TransportConfig(self, scheme, chainId, host, port, peers, limits, newClock, newRandom);
    }

    PublicKey id() {
        return self.publicKey();
    }
}
