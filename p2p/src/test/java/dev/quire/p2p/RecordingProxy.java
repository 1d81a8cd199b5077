package dev.quire.p2p;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands on the wire: passes all bytes on, in both directions, and keeps a copy. */
final class RecordingProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 8, InetAddress.getByName(LocalNetwork.HOST));
    private final int target;
    private final long delayMillis;
    private final AtomicInteger connections = new AtomicInteger();
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    RecordingProxy(int target) throws IOException {
        this(target, 0);
    }

    /** @param delayMillis for how long nothing comes through a new connection */
    RecordingProxy(int target, long delayMillis) throws IOException {
        this.target = target;
        this.delayMillis = delayMillis;
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    int bytesSeen() {
        return seen.size();
    }

    boolean saw(String marker) {
        return seen.toString(StandardCharsets.ISO_8859_1).contains(marker);
    }

    /** Cuts what passes now; new connections are let through again. */
    void cut() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (!server.isClosed()) {
            Socket near = server.accept();
            connections.incrementAndGet();
            Socket far = new Socket(LocalNetwork.HOST, target);
            sockets.addAll(List.of(near, far));
            Executor later = CompletableFuture.delayedExecutor(delayMillis, TimeUnit.MILLISECONDS);
            later.execute(() -> daemon(() -> copy(near, far)));
            later.execute(() -> daemon(() -> copy(far, near)));
        }
    }

    private void copy(Socket from, Socket to) throws IOException {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[8192];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                seen.write(buffer, 0, count);
                out.write(buffer, 0, count);
            }
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void daemon(Step step) {
        Thread thread = new Thread(
                () -> {
                    try {
                        step.run();
                    } catch (IOException e) {
                        // The end of a socket is the end of its thread.
                        return;
                    }
                },
                "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
