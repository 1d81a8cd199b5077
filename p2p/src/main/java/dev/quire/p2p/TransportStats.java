package dev.quire.p2p;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a transport has done since it was made. The numbers are read one after the other while it works, so they need
 * not add up to the last frame.
 *
 * @param connectedPeers peers connected now
 * @param bytesSent bytes of whole frames, before encryption
 * @param bytesReceived bytes of whole frames, after decryption
 * @param droppedNotConnected frames for a peer that was not connected or is no member
 * @param droppedQueueFull frames for a peer whose queue was full
 * @param droppedOnDisconnect frames that waited when their connection ended
 * @param failedDials attempts to reach a peer that ended before TLS began
 * @param refused connections that this node closed, by cause; causes that never occurred are 0
 */
public record TransportStats(
        int connectedPeers,
        long framesSent,
        long bytesSent,
        long framesReceived,
        long bytesReceived,
        long droppedNotConnected,
        long droppedQueueFull,
        long droppedOnDisconnect,
        long failedDials,
        Map<Refusal, Long> refused) {

    /** Why a connection was closed by this side. */
    public enum Refusal {
        /** Too many connections that have not said hello, in all or from one address. */
        TOO_MANY_PENDING,
        /** Not done with TLS and hello in time. */
        HANDSHAKE_TIMEOUT,
        /** Not TLS 1.3, or the other side broke the handshake off. */
        TLS,
        /** The certificate names a key that is no member's. */
        UNKNOWN_MEMBER,
        /** The certificate or the hello is for another chain. */
        WRONG_CHAIN,
        /** The member's signature under the TLS key is missing or wrong. */
        WRONG_BINDING,
        /** The certificate is not yet or no longer valid, by this node's clock. */
        CERTIFICATE_EXPIRED,
        /** A member, but not the one that was dialled or that the hello names. */
        WRONG_NODE,
        /** The member with the higher key dialled; it has to wait to be dialled. */
        WRONG_DIALER,
        /** The hello has another protocol version. */
        WRONG_VERSION,
        /** The hello is not from a peer's port. */
        WRONG_ROLE,
        /** More bytes than the limit, by the length field or before authentication. */
        OVERSIZE,
        /** Bytes that are not a frame. */
        MALFORMED,
        /** A begun frame that did not end in time. */
        SLOW_FRAME,
        /** Nothing received for too long. */
        IDLE
    }

    public TransportStats {
        Map<Refusal, Long> copy = new EnumMap<>(Refusal.class);
        for (Refusal cause : Refusal.values()) {
            copy.put(cause, refused.getOrDefault(cause, 0L));
        }
        refused = Collections.unmodifiableMap(copy);
    }

    /** How many connections were closed for {@code cause}. */
    public long refused(Refusal cause) {
        return refused.getOrDefault(cause, 0L);
    }
}
