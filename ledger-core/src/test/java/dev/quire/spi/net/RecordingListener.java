package dev.quire.spi.net;

import dev.quire.block.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Keeps what a transport says, and notes where it breaks the order of its calls. Safe for several threads. */
public class RecordingListener implements Transport.Listener {
    /** A frame and who sent it. */
    public record Received(PublicKey from, Frame frame) {}

    private final Set<PublicKey> connected = new TreeSet<>();
    private final List<PublicKey> connects = new ArrayList<>();
    private final List<PublicKey> disconnects = new ArrayList<>();
    private final List<Received> frames = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();

    @Override
    public synchronized void connected(PublicKey peer) {
        connects.add(peer);
        if (!connected.add(peer)) {
            violations.add("connected twice: " + peer);
        }
    }

    @Override
    public synchronized void disconnected(PublicKey peer) {
        disconnects.add(peer);
        if (!connected.remove(peer)) {
            violations.add("disconnected without a connection: " + peer);
        }
    }

    @Override
    public synchronized void received(PublicKey from, Frame frame) {
        frames.add(new Received(from, frame));
        if (!connected.contains(from)) {
            violations.add("a frame without a connection from " + from);
        }
    }

    public synchronized boolean isConnected(PublicKey peer) {
        return connected.contains(peer);
    }

    public synchronized int connects() {
        return connects.size();
    }

    public synchronized int disconnects() {
        return disconnects.size();
    }

    public synchronized List<Received> frames() {
        return List.copyOf(frames);
    }

    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }
}
