package dev.quire.p2p;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.p2p.TransportStats.Refusal;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** The other end of a connection in a test's hands: plain blocking sockets that do what a good peer never would. */
final class RawPeer implements AutoCloseable {
    private static final int READ_TIMEOUT_MILLIS = 10_000;

    private final Socket socket;
    private final DataOutputStream out;
    private final DataInputStream in;

    private RawPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        out = new DataOutputStream(socket.getOutputStream());
        in = new DataInputStream(socket.getInputStream());
    }

    static RawPeer plain(int port) throws IOException {
        return new RawPeer(new Socket(LocalNetwork.HOST, port));
    }

    /** TLS to the node {@code server}, before the handshake. */
    static RawPeer tls(int port, PublicKey server, @Nullable KeyManagerFactory keys, String protocol)
            throws IOException, GeneralSecurityException {
        TrustManager trust = new PeerTrust(
                TestMember.CHAIN, TestMember.SCHEME, InstantSource.system(), Set.of(server), Refusal.WRONG_NODE);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys == null ? new KeyManager[0] : keys.getKeyManagers(), new TrustManager[] {trust}, null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(LocalNetwork.HOST, port);
        socket.setEnabledProtocols(new String[] {protocol});
        return new RawPeer(socket);
    }

    /** A member's connection with a checked hello each way. */
    static RawPeer greeted(int port, TestMember self, PublicKey server) throws IOException, GeneralSecurityException {
        RawPeer peer = tls(
                port,
                server,
                TlsIdentity.create(
                                self, TestMember.CHAIN, InstantSource.system().instant())
                        .keys(),
                "TLSv1.3");
        peer.body(Hello.between(TestMember.CHAIN, self.publicKey(), server).encode());
        peer.readBody();
        return peer;
    }

    void body(Bytes body) throws IOException {
        out.writeInt(body.size());
        bytes(body);
    }

    void length(int length) throws IOException {
        out.writeInt(length);
    }

    void bytes(Bytes bytes) throws IOException {
        bytes.writeTo(out);
        out.flush();
    }

    Bytes readBody() throws IOException {
        byte[] body = new byte[in.readInt()];
        in.readFully(body);
        return Bytes.wrap(body);
    }

    /** Reads to the end, which has to come. */
    void awaitEnd() {
        byte[] ignored = new byte[4096];
        int count = 0;
        while (count >= 0) {
            try {
                count = in.read(ignored);
            } catch (SocketTimeoutException e) {
                throw new AssertionError("the connection is still open", e);
            } catch (IOException e) {
                // A reset or an alert is an end, too.
                count = -1;
            }
        }
    }

    /** Ends it without a word of TLS. */
    void cut() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
