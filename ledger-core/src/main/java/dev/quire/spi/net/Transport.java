package dev.quire.spi.net;

import dev.quire.block.PublicKey;
import java.io.IOException;

/**
 * Authenticated, encrypted connections to the other members, one per pair, kept up by the transport.
 *
 * <p>What it does not promise: that a frame arrives, arrives once, or arrives in the order of another one. It does
 * promise that a frame which arrives is whole and came from the named peer.
 */
public interface Transport extends AutoCloseable {
    /** Called on the transport's own threads; implementations hand over and return at once. */
    interface Listener {
        void connected(PublicKey peer);

        void disconnected(PublicKey peer);

        void received(PublicKey from, Frame frame);
    }

    /** Starts to listen and to connect. Call once. */
    void start(Listener listener) throws IOException;

    /**
     * Queues a frame; any thread.
     *
     * @return false if the peer is not connected or its queue is full: the frame is dropped and counted
     */
    boolean send(PublicKey to, Frame frame);

    /** Stops and frees everything that it made. */
    @Override
    void close();
}
