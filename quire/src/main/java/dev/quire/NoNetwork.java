package dev.quire;

import dev.quire.block.PublicKey;
import dev.quire.spi.net.Frame;
import dev.quire.spi.net.Transport;

/** The transport of a node that is alone. */
final class NoNetwork implements Transport {
    @Override
    public void start(Listener listener) {}

    @Override
    public boolean send(PublicKey to, Frame frame) {
        return false;
    }

    @Override
    public void close() {}
}
