package dev.quire.p2p;

/**
 * What a connection may cost. Every number is known before the bytes or the time that it bounds.
 *
 * @param maxFrameSize bytes of one frame without its length field, at most {@link #FRAME_SIZE_CAP}
 * @param maxHelloSize bytes that a connection may send before it has shown who it is, and of its hello frame
 * @param maxQueuedBytes bytes that may wait for one peer; a frame above that is dropped
 * @param maxPendingHandshakes accepted connections that have not yet said hello
 * @param maxPendingPerAddress the same, from one address
 * @param handshakeTimeoutMillis from the accepted or dialled connection to the checked hello; long enough for a process
 *     that has just come up on a busy machine, since each new attempt begins all over. When pending places are short a
 *     connection keeps its own for a sixth of that only
 * @param frameTimeoutMillis how long a begun frame may take; it is cut between once and twice this time
 * @param idleTimeoutMillis silence after which a connection counts as dead; a third of it without a frame sends an
 *     empty one
 * @param maxBackoffMillis the longest pause between two attempts to reach a peer; a node that comes up can only wait for
 *     it, for the member with the lower key dials
 */
public record TransportLimits(
        int maxFrameSize,
        int maxHelloSize,
        int maxQueuedBytes,
        int maxPendingHandshakes,
        int maxPendingPerAddress,
        int handshakeTimeoutMillis,
        int frameTimeoutMillis,
        int idleTimeoutMillis,
        int maxBackoffMillis) {
    /** No configuration raises the frame limit above this: 16 MiB. */
    public static final int FRAME_SIZE_CAP = 16 * 1024 * 1024;

    /** @throws IllegalArgumentException if a limit is not positive or the frame limit is above the cap */
    public TransportLimits {
        requirePositive("maxFrameSize", maxFrameSize);
        requirePositive("maxHelloSize", maxHelloSize);
        requirePositive("maxQueuedBytes", maxQueuedBytes);
        requirePositive("maxPendingHandshakes", maxPendingHandshakes);
        requirePositive("maxPendingPerAddress", maxPendingPerAddress);
        requirePositive("handshakeTimeoutMillis", handshakeTimeoutMillis);
        requirePositive("frameTimeoutMillis", frameTimeoutMillis);
        requirePositive("idleTimeoutMillis", idleTimeoutMillis);
        requirePositive("maxBackoffMillis", maxBackoffMillis);
        if (maxFrameSize > FRAME_SIZE_CAP) {
            throw new IllegalArgumentException("maxFrameSize " + maxFrameSize + " is above the cap " + FRAME_SIZE_CAP
                    + ": send larger things in chunks");
        }
    }

    /** 4 MiB frames, 16 KiB before authentication, 8 MiB queues, 30 s handshakes, 30 s silence, 1 s back-off. */
    public static TransportLimits defaults() {
        return new TransportLimits(4 << 20, 16 << 10, 8 << 20, 64, 8, 30_000, 30_000, 30_000, 1_000);
    }

    /** These limits with other sizes. */
    public TransportLimits withSizes(int newMaxFrameSize, int newMaxQueuedBytes) {
        return new TransportLimits(
                newMaxFrameSize,
                maxHelloSize,
                newMaxQueuedBytes,
                maxPendingHandshakes,
                maxPendingPerAddress,
                handshakeTimeoutMillis,
                frameTimeoutMillis,
                idleTimeoutMillis,
                maxBackoffMillis);
    }

    /** These limits with other times. */
    public TransportLimits withTimeouts(
            int newHandshakeTimeoutMillis,
            int newFrameTimeoutMillis,
            int newIdleTimeoutMillis,
            int newMaxBackoffMillis) {
        return new TransportLimits(
                maxFrameSize,
                maxHelloSize,
                maxQueuedBytes,
                maxPendingHandshakes,
                maxPendingPerAddress,
                newHandshakeTimeoutMillis,
                newFrameTimeoutMillis,
                newIdleTimeoutMillis,
                newMaxBackoffMillis);
    }

    private static void requirePositive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }
}
