package dev.quire.node.api;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quire.Account;
import dev.quire.Consensus;
import dev.quire.LedgerNode;
import dev.quire.Retention;
import dev.quire.StorageSettings;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.kv.KeyValueCommand;
import dev.quire.kv.KeyValueStateMachine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the API says of a node's disk, and of what is no longer on it. */
class StorageRoutesTest {
    private static final int BLOCKS = 600;
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path data;

    private final KeyValueStateMachine kv = new KeyValueStateMachine();
    private final Account account = new Account(Ed25519Key.generate(new SecureRandom()));

    private LedgerNode start() throws IOException {
        return LedgerNode.builder()
                .dataDir(data)
                .stateMachine(kv)
                .consensus(Consensus.single())
                .storage(StorageSettings.defaults()
                        .withReserve(1 << 20)
                        .withRetention(new Retention(1, Duration.ZERO, 0)))
                .start();
    }

    private Transaction commit(LedgerNode node) throws Exception {
        Bytes payload = new KeyValueCommand.Put(Bytes.utf8("k"), Bytes.utf8("v")).encoded();
        Transaction transaction = account.transaction(node.chainId(), KeyValueStateMachine.ID, payload);
        node.submit(transaction).get(60, SECONDS);
        return transaction;
    }

    private static JsonNode send(HttpRequest.Builder request, int status) throws Exception {
        HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    @Test
    void whatWasDroppedIsSaidToBePruned() throws Exception {
        Transaction first;
        try (LedgerNode node = start()) {
            first = commit(node);
            for (int i = 1; i < BLOCKS; i++) {
                commit(node);
            }
        }
        try (LedgerNode node = start();
                ApiServer api = ApiServer.start(node, List.of(kv), node.storage(), "127.0.0.1", 0)) {
            String url = "http://127.0.0.1:" + api.port() + "/v1/";
            commit(node);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> send(get(url + "transactions/" + first.id()), 200)
                            .path("status")
                            .asText()
                            .equals("PRUNED"));
            assertThat(send(get(url + "status"), 200).path("firstHeight").asLong())
                    .isGreaterThan(1);
            for (String pruned : List.of("blocks/1", "blocks/stream?from=1", "receipts/" + first.id())) {
                assertThat(send(get(url + pruned), 410).path("code").asText())
                        .as(pruned)
                        .isEqualTo("PRUNED");
            }
            assertThat(send(get(url + "storage"), 200).path("room").asText()).isEqualTo("ENOUGH");
            assertThat(send(get(url + "journal/1"), 404).path("code").asText()).isEqualTo("NOT_FOUND");
            assertThat(send(post(url + "backups"), 409).path("code").asText()).isEqualTo("NO_BACKUP_DIR");
        }
    }

    private static HttpRequest.Builder get(String url) {
        return HttpRequest.newBuilder(URI.create(url)).GET();
    }

    private static HttpRequest.Builder post(String url) {
        return HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.noBody());
    }
}
