package dev.quire.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quire.block.PublicKey;
import dev.quire.crypto.Ed25519Key;
import dev.quire.health.Id;
import dev.quire.health.custody.CustodyAnswer;
import dev.quire.health.member.MemberService;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobVault;
import dev.quire.health.vault.VaultException;
import dev.quire.node.client.LimitedBody;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bounds, quotas, and what a caller sees who writes HTTP himself. */
class ServiceLimitsTest {
    private static final int REQUESTS = 80;
    private static final int SAMPLES = 30;

    private final Map<PublicKey, HttpClient> clients = new HashMap<>();
    private Country country;
    private BlobName content;

    @BeforeEach
    void open() throws IOException {
        country = new Country(all ->
                new MemberServer.Settings(all.orgId(), all.key(), all.host(), all.port(), 2_000, REQUESTS, 3_000, 128));
        content = new BlobName.OfRecord(country.rid, BlobName.Part.CONTENT);
    }

    @AfterEach
    void close() {
        country.close();
    }

    private HttpResponse<byte[]> send(Ed25519Key caller, String method, String path, byte[] body)
            throws IOException, InterruptedException {
        URI uri = country.address(country.city()).resolve(path);
        // One client for each caller: the connections of one address are counted.
        return clients.computeIfAbsent(
                        caller.publicKey(),
                        known -> HttpClient.newBuilder()
                                .version(HttpClient.Version.HTTP_1_1)
                                .sslContext(MutualTls.context(caller, key -> true))
                                .build())
                .send(
                        HttpRequest.newBuilder(uri)
                                .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        response -> new LimitedBody(100_000));
    }

    @Test
    void whatMayNotBeSeenIsAnsweredAsWhatIsMissing() throws Exception {
        country.city().vault.put(content, 100, new ByteArrayInputStream(new byte[100]));
        country.publish();
        Ed25519Key outsider = country.hills().gateway;
        HttpResponse<byte[]> hidden = send(outsider, "GET", "/v1/vault/" + content.path(), new byte[0]);
        HttpResponse<byte[]> missing =
                send(outsider, "GET", "/v1/vault/record/" + country.id() + "/content", new byte[0]);
        HttpResponse<byte[]> noName = send(outsider, "GET", "/v1/vault/record/x", new byte[0]);
        for (HttpResponse<byte[]> response : List.of(missing, noName)) {
            assertThat(response.statusCode()).isEqualTo(hidden.statusCode()).isEqualTo(404);
            assertThat(response.body()).isEqualTo(hidden.body());
            assertThat(response.headers().map().keySet())
                    .isEqualTo(hidden.headers().map().keySet());
        }
        assertThat(new String(hidden.body(), StandardCharsets.UTF_8)).contains("\"code\":\"MISSING\"");
        assertThat(hidden.headers().firstValue("Content-Type")).hasValue(ServiceProblem.MEDIA_TYPE);
        assertThat(hidden.headers().firstValue("ETag")).isEmpty();
    }

    /** Not a proof: times are printed, and bounded so that a loaded machine keeps to it. */
    @Test
    void whatMayNotBeSeenTakesAsLongAsWhatIsMissing() throws Exception {
        country.city().vault.put(content, 100, new ByteArrayInputStream(new byte[100]));
        country.publish();
        // In turns, for their quotas.
        Ed25519Key[] outsiders = {country.hills().gateway, country.rural().gateway};
        long[] hidden = new long[SAMPLES];
        long[] missing = new long[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            BlobVault vault =
                    country.services(outsiders[i % 2]).of(country.city().orgId).vault();
            assertThat(vault.stat(new BlobName.OfRecord(country.id(), BlobName.Part.META)))
                    .as("the connection stands")
                    .isEmpty();
            boolean hiddenFirst = i % 4 < 2;
            for (boolean isHidden : new boolean[] {hiddenFirst, !hiddenFirst}) {
                BlobName name = isHidden ? content : new BlobName.OfRecord(country.id(), BlobName.Part.CONTENT);
                (isHidden ? hidden : missing)[i] = nanos(vault, name);
            }
        }
        Arrays.sort(hidden);
        Arrays.sort(missing);
        System.out.printf(
                Locale.ROOT,
                "not for this caller / not there, %d each: median %.1f / %.1f ms, 9 of 10 below %.1f / %.1f ms%n",
                SAMPLES,
                hidden[SAMPLES / 2] / 1e6,
                missing[SAMPLES / 2] / 1e6,
                hidden[SAMPLES * 9 / 10] / 1e6,
                missing[SAMPLES * 9 / 10] / 1e6);
        assertThat(Math.abs(hidden[SAMPLES / 2] - missing[SAMPLES / 2]) / 1_000_000)
                .as("ms between the medians")
                .isLessThan(100);
    }

    private static long nanos(BlobVault vault, BlobName name) throws IOException {
        long began = System.nanoTime();
        assertThat(vault.stat(name)).isEmpty();
        return System.nanoTime() - began;
    }

    @Test
    void malformedRequestsAreProblems() throws Exception {
        Ed25519Key member = country.hills().gateway;
        assertThat(send(member, "POST", "/v1/deals", new byte[7]).statusCode()).isEqualTo(400);
        assertThat(send(member, "POST", "/v1/releases", new byte[19]).statusCode())
                .isEqualTo(400);
        assertThat(send(member, "POST", "/v1/releases", new byte[21]).statusCode())
                .isEqualTo(413);
        assertThat(send(member, "PUT", "/v1/vault/other/x", new byte[1]).statusCode())
                .isEqualTo(400);
        assertThat(send(member, "POST", "/v1/vault/" + content.path(), new byte[1])
                        .statusCode())
                .isEqualTo(405);
        HttpResponse<byte[]> nowhere = send(member, "GET", "/v2/status", new byte[0]);
        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(nowhere.headers().firstValue("Content-Type")).hasValue(ServiceProblem.MEDIA_TYPE);
    }

    @Test
    void nobodyFillsAVaultWithWhatTheLedgerDoesNotKnow() throws Exception {
        BlobVault vault = country.services(country.hills().gateway)
                .of(country.city().orgId)
                .vault();
        assertThatThrownBy(() -> vault.put(content, 2_001, new ByteArrayInputStream(new byte[2_001])))
                .isInstanceOf(VaultException.WrongLength.class);
        vault.put(content, 2_000, new ByteArrayInputStream(new byte[2_000]));
        BlobName another = new BlobName.OfRecord(country.id(), BlobName.Part.CONTENT);
        assertThatThrownBy(() -> vault.put(another, 1_001, new ByteArrayInputStream(new byte[1_001])))
                .isInstanceOf(VaultException.Unavailable.class)
                .hasMessageContaining("429");
        vault.put(another, 1_000, new ByteArrayInputStream(new byte[1_000]));
    }

    @Test
    void nobodyFillsACustodianWithSharesOfWhatTheLedgerDoesNotKnow() throws Exception {
        MemberService custodian = country.services(country.city().gateway).of(country.coast().orgId);
        int size = country.deal(3).encoded().size();
        for (int sent = size; sent <= 3_000; sent += size) {
            assertThat(custodian.deal(country.deal(3)).join()).isInstanceOf(CustodyAnswer.Receipt.class);
        }
        assertThatThrownBy(() -> custodian.deal(country.deal(3)).join())
                .hasMessageContaining("429")
                .hasMessageContaining("QUOTA");
    }

    /** Whoever opens a file draws its id. */
    @Test
    void patientWhoseIdIsAMembersTakesNothingOfItsQuota() {
        CallerQuota quota = new CallerQuota(2, 100, () -> 0);
        Id id = country.id();
        Caller patient = new Caller.Patient(id);
        Caller member = new Caller.Organisation(id);
        assertThat(quota.takeRequest(patient)).isTrue();
        assertThat(quota.takeRequest(patient)).isTrue();
        assertThat(quota.takeRequest(patient)).isFalse();
        assertThat(quota.takeRequest(member)).isTrue();
        assertThat(quota.takeBytes(patient, 100)).isTrue();
        assertThat(quota.takeBytes(member, 100)).isTrue();
    }

    @Test
    void callerWithoutEndIsStopped() throws Exception {
        int refused = 0;
        for (int i = 0; i < 2 * REQUESTS + 1; i++) {
            if (send(country.rural().gateway, "DELETE", "/v1/vault/x", new byte[0])
                            .statusCode()
                    == 429) {
                refused++;
            }
        }
        assertThat(refused).as("even where a minute ends in between").isPositive();
        assertThat(send(country.coast().gateway, "DELETE", "/v1/vault/x", new byte[0])
                        .statusCode())
                .as("another caller")
                .isEqualTo(404);
    }

    /** One who sends a byte now and then, in more requests than anybody may have open; and then none of them counts. */
    @Test
    void slowCallerKeepsNobodyOut() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < Door.MAX_AT_ONCE + 8; i++) {
                slow.add(beginPut(country.hills().gateway, 9));
            }
            MemberService custodian = country.services(country.rural().gateway).of(country.city().orgId);
            assertThat(custodian.release(country.id(), Country.COMMITTEE).get(8, TimeUnit.SECONDS))
                    .isInstanceOf(CustodyAnswer.Refusal.class);
            assertThat(send(country.hills().gateway, "DELETE", "/v1/vault/x", new byte[0])
                            .statusCode())
                    .isEqualTo(429);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(send(country.hills().gateway, "DELETE", "/v1/vault/x", new byte[0])
                                .statusCode())
                        .isEqualTo(404));
    }

    /** Who says nothing at all, and proves no key. */
    @Test
    void oneAddressDoesNotTakeAllConnections() throws Exception {
        URI city = country.address(country.city());
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < MemberServer.MAX_CONNECTIONS; i++) {
                silent.add(new Socket(city.getHost(), city.getPort()));
            }
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(closed(silent))
                            .as("closed, of %d", MemberServer.MAX_CONNECTIONS)
                            .isEqualTo(MemberServer.MAX_CONNECTIONS / 2));
            try (Socket other = new Socket()) {
                // Another address of this machine.
                other.bind(new InetSocketAddress("127.0.0.2", 0));
                other.connect(new InetSocketAddress(city.getHost(), city.getPort()));
                assertThat(isAnswered(other, city)).isTrue();
            }
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
        await().atMost(Duration.ofMinutes(2))
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> assertThat(send(country.hills().gateway, "DELETE", "/v1/vault/x", new byte[0])
                                .statusCode())
                        .isEqualTo(404));
    }

    /** A key is made in no time; whoever has one that is on no ledger keeps no connection. */
    @Test
    void strangersWithKeysOfTheirOwnKeepNobodyOut() throws Exception {
        URI city = country.address(country.city());
        SSLSocketFactory stranger = MutualTls.context(Ed25519Key.generate(country.random), key -> true)
                .getSocketFactory();
        List<Socket> kept = new ArrayList<>();
        try {
            for (int i = 0; i < MemberServer.MAX_CONNECTIONS; i++) {
                Socket socket = stranger.createSocket(city.getHost(), city.getPort());
                kept.add(socket);
                String request = "GET /v2 HTTP/1.1\r\nHost: " + city.getHost() + "\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 403");
            }
            MemberService custodian = country.services(country.rural().gateway).of(country.city().orgId);
            assertThat(custodian.release(country.id(), Country.COMMITTEE).get(20, TimeUnit.SECONDS))
                    .isInstanceOf(CustodyAnswer.Refusal.class);
        } finally {
            for (Socket socket : kept) {
                socket.close();
            }
        }
    }

    private static int closed(List<Socket> sockets) throws IOException {
        int closed = 0;
        for (Socket socket : sockets) {
            socket.setSoTimeout(1);
            try {
                closed += socket.getInputStream().read() < 0 ? 1 : 0;
            } catch (SocketTimeoutException e) {
                // It is open, and nothing was said.
                assertThat(socket.isConnected()).isTrue();
            } catch (SocketException e) {
                closed++;
            }
        }
        return closed;
    }

    private boolean isAnswered(Socket socket, URI service) throws IOException {
        SSLSocketFactory factory =
                MutualTls.context(country.hills().gateway, key -> true).getSocketFactory();
        try (Socket secure = factory.createSocket(socket, service.getHost(), service.getPort(), true)) {
            String request = "GET /v2 HTTP/1.1\r\nHost: " + service.getHost() + "\r\nConnection: close\r\n\r\n";
            secure.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(secure.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .startsWith("HTTP/1.1 404");
        }
    }

    /** Whom a record names as its vault has no business in the vaults of others. */
    @Test
    void nobodyFillsAVaultWithPartsOfWhatLiesElsewhere() throws Exception {
        country.publish();
        BlobVault vault = country.services(country.coast().gateway)
                .of(country.hills().orgId)
                .vault();
        vault.put(content, 2_000, new ByteArrayInputStream(new byte[2_000]));
        BlobName meta = new BlobName.OfRecord(country.rid, BlobName.Part.META);
        assertThatThrownBy(() -> vault.put(meta, 1_001, new ByteArrayInputStream(new byte[1_001])))
                .hasMessageContaining("429");
    }

    /** As a hostile member writes it: no trick shows what lies there, and none is an error of the service's. */
    @Test
    void crookedRequestsAreRefusedLikeOthers() throws Exception {
        country.city().vault.put(content, 100, new ByteArrayInputStream(new byte[100]));
        country.publish();
        String record = "/v1/vault/record/" + country.rid;
        List<String> heads = new ArrayList<>();
        for (String path : List.of(
                record + "%2Fcontent",
                record + "/content;x=1",
                record + "/content%00",
                record + "/../" + country.rid + "/content",
                record + "/%2e%2e/" + country.rid + "/content",
                "/v1//vault/record/" + country.rid + "/content",
                "/v1/vault/../status",
                "/v1/vault/%2e%2e/status",
                "/v1/vault/" + "a".repeat(7_000),
                "/v1/vault/record/" + country.rid.toHex().toUpperCase(Locale.ROOT) + "/content",
                "http://elsewhere/v1/status")) {
            heads.add("GET " + path + " HTTP/1.1\r\nHost: x\r\n");
        }
        heads.add("GET " + record + "/content HTTP/1.1\r\nHost: x\r\nRange: bytes=-9223372036854775808\r\n");
        heads.add("PUT " + record + "/meta HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n");
        heads.add("PUT " + record + "/meta HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n");
        heads.add("PUT " + record + "/meta HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n");
        heads.add("POST /v1/deals HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n");
        heads.add("GET /v1/status HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(20_000) + "\r\n");
        for (String head : heads) {
            assertThat(statusOf(head + "Connection: close\r\n\r\n")).as(head).startsWith("HTTP/1.1 4");
        }
    }

    private String statusOf(String request) throws IOException {
        URI city = country.address(country.city());
        try (Socket socket = MutualTls.context(country.hills().gateway, key -> true)
                .getSocketFactory()
                .createSocket(city.getHost(), city.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }

    private Socket beginPut(Ed25519Key caller, int length) throws IOException {
        URI city = country.address(country.city());
        Socket socket =
                MutualTls.context(caller, key -> true).getSocketFactory().createSocket(city.getHost(), city.getPort());
        String head = "PUT /v1/vault/record/" + country.id() + "/content HTTP/1.1\r\nHost: " + city.getHost()
                + "\r\nContent-Length: " + length + "\r\n\r\n1";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    @Test
    void everyRouteStandsInTheDescription() throws IOException {
        TreeSet<String> described = new TreeSet<>();
        String path = "";
        for (String line : Files.readAllLines(Path.of("../docs/healthcare/member-service.openapi.yaml"))) {
            if (line.matches("  /\\S+:")) {
                path = line.strip().replaceAll(":$", "").replace("{name}", "<name>");
            } else if (line.matches("    (get|put|post|head|delete):")) {
                described.add(line.strip().replaceAll(":$", "").toUpperCase(Locale.ROOT) + " " + path);
            }
        }
        assertThat(described).isEqualTo(country.routes()).hasSize(7);
    }
}
