package dev.quire.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that does with its answers what it can to hold up who asks. */
@Timeout(60)
class RemoteNodeTest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;
    private RemoteNode node;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        node = new RemoteNode(HTTP, endpoint, Duration.ofMillis(500));
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
    }

    @Test
    void anAnswerThatNeverEndsHoldsNobodyUp() {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            body.write(' ');
            body.flush();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThatThrownBy(() -> node.headerProof(1, OptionalLong.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not come to an end");
    }

    @Test
    void anAnswerWithoutEndIsNotGathered() {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] much = new byte[1 << 20];
            try (OutputStream body = exchange.getResponseBody()) {
                while (end.getCount() > 0) {
                    body.write(much);
                }
            } catch (IOException e) {
                exchange.close();
            }
        });
        RemoteNode patient = new RemoteNode(HTTP, node.endpoint(), Duration.ofSeconds(20));
        assertThatThrownBy(() -> patient.headerProof(1, OptionalLong.empty()))
                .isInstanceOf(UntrustedAnswerException.class)
                .hasMessageContaining("larger than any proof");
    }
}
