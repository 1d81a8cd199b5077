package dev.quire.node.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quire.Account;
import dev.quire.Consensus;
import dev.quire.LedgerNode;
import dev.quire.block.Rejection;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.kv.KeyValueCommand;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.receipt.JsonForm;
import dev.quire.receipt.Policy;
import dev.quire.receipt.Proof;
import dev.quire.receipt.ReceiptVerifier;
import io.javalin.Javalin;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one node's API answers to requests that are not as its description has them. */
@Timeout(120)
class ApiServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static LedgerNode node;
    private static ApiServer api;

    @BeforeAll
    static void start() throws Exception {
        KeyValueStateMachine kv = new KeyValueStateMachine();
        node = LedgerNode.builder()
                .inMemory()
                .stateMachine(kv)
                .consensus(Consensus.single())
                .start();
        api = ApiServer.start(node, List.of(kv), node.storage(), "127.0.0.1", 0);
    }

    @AfterAll
    static void stop() {
        api.close();
        node.close();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> submit(String body) throws Exception {
        return send(request("/v1/transactions").POST(BodyPublishers.ofString(body)));
    }

    private static String transaction(String key) {
        Account account = new Account(Ed25519Key.generate(new SecureRandom()));
        Bytes payload = new KeyValueCommand.Put(Bytes.utf8(key), Bytes.utf8("v")).encoded();
        return base64(account.transaction(node.chainId(), KeyValueStateMachine.ID, payload));
    }

    private static String base64(Transaction transaction) {
        return Base64.getEncoder().encodeToString(transaction.encoded().toArray());
    }

    private static JsonNode problem(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("nextStep").asText()).isNotEmpty();
        return problem;
    }

    @Test
    void theDescriptionHasTheRoutesThatThereAreAndNoOthers() throws Exception {
        Javalin javalin = Javalin.create(config -> ApiServer.route(config, node, List.of(), Optional.empty()));
        TreeSet<String> routes = new TreeSet<>();
        javalin.unsafe
                .internalRouter
                .allHttpHandlers()
                .forEach(route -> routes.add(route.endpoint.method.name() + " " + route.endpoint.path));
        JsonNode document = JSON.readTree(send(request("/v1/openapi.json")).body());
        TreeSet<String> described = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        assertThat(routes).isEqualTo(described).hasSize(16);
    }

    @Test
    void describedQueryParametersAreKnownAndOthersAreNot() throws Exception {
        JsonNode state = JSON.readTree(
                send(request("/v1/state/kv/61?level=linearizable&proof=true")).body());
        assertThat(state.path("level").asText()).isEqualTo("linearizable");
        assertThat(state.has("proof")).isTrue();
        assertThat(JSON.readTree(send(request("/v1/state/kv/61")).body()).has("proof"))
                .isFalse();
    }

    @Test
    void proofsOfStateAndChainStandByThemselves() throws Exception {
        String whole = "{\"transaction\":\"%s\",\"level\":\"certified\",\"timeoutMillis\":60000}";
        JsonNode put = JSON.readTree(submit(whole.formatted(transaction("p"))).body());
        for (String path : List.of(
                "/v1/receipts/" + put.path("txId").asText(),
                "/v1/proofs/state/kv/70",
                "/v1/proofs/state/1/71?height=" + put.path("height"),
                "/v1/proofs/state/kv",
                "/v1/proofs/state/kv?from=70&to=71",
                "/v1/proofs/headers/0",
                "/v1/proofs/headers/1?anchor=" + put.path("height"))) {
            HttpResponse<String> answer = send(request(path));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            Proof proof = JsonForm.read(answer.body());
            Policy policy = Policy.any().ofChain(node.chainId());
            assertThat(new ReceiptVerifier()
                            .verify(proof, node.members(), policy)
                            .isValid())
                    .as(path)
                    .isTrue();
        }
    }

    private static HttpResponse<String> prove(String body) throws Exception {
        return send(request("/v1/proofs/state").POST(BodyPublishers.ofString(body)));
    }

    @Test
    void manyQuestionsAreAnsweredByOneProof() throws Exception {
        assertThat(submit("{\"transaction\":\"%s\",\"level\":\"certified\"}".formatted(transaction("p")))
                        .statusCode())
                .isEqualTo(200);
        JsonNode answer = JSON.readTree(prove(
                        "{\"asked\":[{\"fullKey\":\"000170\"},{\"from\":\"000170\",\"to\":\"000171\"},{\"from\":\"0002\"}]}")
                .body());
        assertThat(answer.path("answers")).hasSize(3);
        assertThat(answer.at("/answers/0/present").asBoolean()).isTrue();
        assertThat(answer.at("/answers/1/entries/0/fullKey").asText()).isEqualTo("000170");
        assertThat(new ReceiptVerifier()
                        .verify(
                                JsonForm.read(answer.toString()),
                                node.members(),
                                Policy.any().ofChain(node.chainId()))
                        .isValid())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | the body is not JSON",
                "[] | the body must be a JSON object",
                "{} | asked must be a list of 1 to 1000 questions",
                "{\"asked\":[]} | asked must be a list of 1 to 1000 questions",
                "{\"ask\":[]} | the body has the unknown field 'ask'",
                "{\"asked\":[5]} | a question must be a JSON object",
                "{\"asked\":[{}]} | a question has the text fullKey, or the text from",
                "{\"asked\":[{\"fullKey\":\"0001\",\"from\":\"0001\"}]} | the question about one key has the unknown field",
                "{\"asked\":[{\"fullKey\":\"00\"}]} | fullKey: a full key has at least 2 bytes",
                "{\"asked\":[{\"fullKey\":\"0g\"}]} | fullKey must be hexadecimal",
                "{\"asked\":[{\"from\":\"000162\",\"to\":\"000161\"}]} | from must be below to",
                "{\"asked\":[{\"from\":\"0001\",\"to\":7}]} | a question has the text",
            })
    void aBadQuestionIsNamed(String body, String detail) throws Exception {
        assertThat(problem(prove(body), 400).path("detail").asText()).startsWith(detail);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/proofs/headers/999999, 404, NOT_COMMITTED",
        "/v1/proofs/headers/0?anchor=999999, 409, NOT_CERTIFIED",
        "/v1/proofs/state/kv/61?height=999999, 404, NOT_COMMITTED",
        "/v1/proofs/state/none/61, 404, NOT_FOUND",
        "/v1/proofs/state/kv?from=62&to=61, 400, BAD_REQUEST",
        "/v1/proofs/state/kv?from=6, 400, BAD_REQUEST",
    })
    void aProofThatCannotBeGivenIsAProblem(String path, int status, String code) throws Exception {
        assertThat(submit("{\"transaction\":\"%s\",\"level\":\"certified\"}".formatted(transaction("p")))
                        .statusCode())
                .isEqualTo(200);
        assertThat(problem(send(request(path)), status).path("code").asText()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/state/kv/61?proof=maybe, proof must be false or true",
        "/v1/state/kv/61?proof=, proof must be false or true",
        "/v1/state/kv/61?proof=TRUE, proof must be false or true",
        "/v1/state/kv/61?level=global, level must be local or linearizable",
        "/v1/state/kv/61?prof=true, unknown query parameter 'prof'",
        "/v1/state/kv/61?proof=true&proof=false, query parameter proof stands there more than once",
        "/v1/status?verbose=1, unknown query parameter 'verbose'",
        "/v1/blocks/+1, height must be an integer from 0 on",
        "/v1/blocks/-1, height must be an integer from 0 on",
        "/v1/blocks/99999999999999999999, height must be an integer from 0 on",
        "/v1/blocks/stream?from=-1, from must be an integer from 0 on",
        "/v1/blocks/stream?from=x, from must be an integer from 0 on",
    })
    void aBadParameterIsNamed(String path, String detail) throws Exception {
        for (String accept : List.of("*/*", "text/event-stream")) {
            JsonNode problem = problem(send(request(path).header("Accept", accept)), 400);
            assertThat(problem.path("code").asText()).isEqualTo("BAD_REQUEST");
            assertThat(problem.path("detail").asText()).startsWith(detail);
        }
    }

    @Test
    void aSubmissionIsTakenAsItIsDescribed() throws Exception {
        String whole = "{\"transaction\":\"%s\",\"level\":\"certified\",\"timeoutMillis\":60000}";
        assertThat(submit(whole.formatted(transaction("a"))).statusCode()).isEqualTo(200);
        assertThat(submit("{\"transaction\":\"%s\"}".formatted(transaction("b")))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | the body must be a JSON object",
                "[] | the body must be a JSON object",
                "{} | transaction must be a string",
                "{\"transaction\":5} | transaction must be a string, the canonical bytes in base64, not '5'",
                "{\"transaction\":\"%\"} | transaction must be base64",
                "{\"transaction\":\"T\",\"level\":true} | level must be committed or certified, not 'true'",
                "{\"transaction\":\"T\",\"level\":null} | level must be committed or certified, not 'null'",
                "{\"transaction\":\"T\",\"level\":\"final\"} | level must be committed or certified, not 'final'",
                "{\"transaction\":\"T\",\"timeoutMillis\":\"5\"} | timeoutMillis must be an integer from 1 to 60000",
                "{\"transaction\":\"T\",\"timeoutMillis\":5.5} | timeoutMillis must be an integer from 1 to 60000",
                "{\"transaction\":\"T\",\"timeoutMillis\":null} | timeoutMillis must be an integer from 1 to 60000",
                "{\"transaction\":\"T\",\"timeoutMillis\":0} | timeoutMillis must be an integer from 1 to 60000",
                "{\"transaction\":\"T\",\"timeoutMillis\":99999999999} | timeoutMillis must be an integer from 1",
                "{\"transaction\":\"T\",\"timeout\":5} | the body has the unknown field 'timeout'",
                "{\"transaction\":\"T\",\"transaction\":\"T\"} | the body is not JSON: Duplicate",
                "{\"transaction\":\"T\"} {} | the body is not JSON: Trailing",
            })
    void aBadFieldOfASubmissionIsNamed(String body, String detail) throws Exception {
        JsonNode problem = problem(submit(body.replace("\"T\"", "\"" + transaction("c") + "\"")), 400);
        assertThat(problem.path("detail").asText()).startsWith(detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*/*", "text/*", "text/event-stream", "application/json, text/event-stream;q=0.5"})
    void blocksAreStreamedToWhoeverDoesNotExcludeIt(String accept) throws Exception {
        assertThat(submit("{\"transaction\":\"%s\"}".formatted(transaction("d")))
                        .statusCode())
                .isEqualTo(200);
        HttpRequest.Builder request = request("/v1/blocks/stream?from=1");
        if (!accept.isEmpty()) {
            request.header("Accept", accept);
        }
        HttpResponse<InputStream> answer = HTTP.send(request.build(), BodyHandlers.ofInputStream());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.US_ASCII))) {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/event-stream");
            assertThat(List.of(
                            lines.readLine(), lines.readLine(), lines.readLine().substring(0, 16)))
                    .contains("id: 1", "event: block", "data: {\"height\":");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/html, text/event-stream;q=0", "*/*, text/event-stream; q=0.0"})
    void blocksAreNotStreamedToWhoeverExcludesIt(String accept) throws Exception {
        HttpResponse<String> answer = send(request("/v1/blocks/stream?from=1").header("Accept", accept));
        assertThat(problem(answer, 406).path("code").asText()).isEqualTo("NOT_ACCEPTABLE");
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /v1/status, GET",
        "GET, /v1/transactions, POST",
        "PUT, /v1/transactions, POST",
        "OPTIONS, /v1/transactions, POST",
        "POST, /v1/blocks/stream, GET",
        "POST, /v1/blocks/7, GET",
    })
    void aWrongMethodIsToldTheRightOne(String method, String path, String allowed) throws Exception {
        HttpResponse<String> answer = send(request(path).method(method, BodyPublishers.noBody()));
        assertThat(problem(answer, 405).path("code").asText()).isEqualTo("HTTP_405");
        assertThat(answer.headers().firstValue("Allow")).hasValue(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/status?%zz", "/v1/state/kv/61?level=local%2", "/v1/blocks/stream?from=%"})
    void aQueryWithHalfAnEscapeIsRefused(String path) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("\"code\":\"BAD_REQUEST\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"/v1/status, 405, GET", "/v1/blocks/stream, 405, GET", "/v1/transactions, 405, POST", "/v1/x, 404,"})
    void headIsToldTheRightMethod(String path, int status, @Nullable String allowed) throws Exception {
        HttpResponse<String> answer = send(request(path).method("HEAD", BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Allow")).isEqualTo(Optional.ofNullable(allowed));
    }

    @Test
    void whatIsTooLargeIsToldHowLargeItMayBe() throws Exception {
        String large = Base64.getEncoder().encodeToString(new byte[262_145]);
        JsonNode problem = problem(submit("{\"transaction\":\"" + large + "\"}"), 422);
        assertThat(problem.path("code").asText()).isEqualTo("OVERSIZE");
        assertThat(problem.path("final").asBoolean()).isTrue();
        assertThat(problem.path("nextStep").asText()).contains("smaller").contains("262144");
    }

    @Test
    void whatThisNodeDoesNotTakeMayBeTakenElsewhere() throws Exception {
        Account account = new Account(Ed25519Key.generate(new SecureRandom()));
        Transaction early =
                account.transaction(node.chainId(), KeyValueStateMachine.ID, Bytes.EMPTY, Duration.ofDays(30));
        JsonNode problem = problem(submit("{\"transaction\":\"%s\"}".formatted(base64(early))), 422);
        assertThat(problem.path("code").asText()).isEqualTo("VALID_TOO_LONG");
        assertThat(problem.path("final").isBoolean()).isTrue();
        assertThat(problem.path("final").asBoolean()).isFalse();
        assertThat(problem.path("title").asText())
                .contains("This node did not take")
                .contains("elsewhere");
        JsonNode status =
                JSON.readTree(send(request("/v1/transactions/" + early.id())).body());
        assertThat(status.path("status").asText()).isEqualTo("UNKNOWN");
        Transaction foreign = account.transaction(Hash.ZERO, KeyValueStateMachine.ID, Bytes.EMPTY);
        problem = problem(submit("{\"transaction\":\"%s\"}".formatted(base64(foreign))), 422);
        assertThat(problem.path("title").asText()).contains("never");
        assertThat(problem.path("final").asBoolean()).isTrue();
        status = JSON.readTree(send(request("/v1/transactions/" + foreign.id())).body());
        assertThat(status.path("status").asText()).isEqualTo("REJECTED");
    }

    @ParameterizedTest
    @EnumSource(Rejection.class)
    void onlyWhatIsFinalIsSaidForEver(Rejection rejection) {
        Problem problem = Problem.rejected(rejection, "why");
        boolean room =
                rejection == Rejection.BUSY || rejection == Rejection.SENDER_QUOTA || rejection == Rejection.DISK_FULL;
        assertThat(problem.status()).isEqualTo(room ? 429 : 422);
        assertThat(problem.title()).contains(rejection.isFinal() ? "never" : "may still commit");
        assertThat(problem.toJson().path("number").asInt()).isEqualTo(rejection.number());
    }

    @Test
    void whatTheHttpServerRefusesIsAProblemToo() throws Exception {
        problem(send(request("/v1/nonsense")), 404);
        problem(send(request("/v1/blocks/" + "7".repeat(20_000))), 414);
        problem(send(request("/v1/status").header("X-Long", "x".repeat(20_000))), 431);
        problem(send(request("/v1/state/kv/..%2f")), 400);
        assertThat(problem(submit("x".repeat(600 * 1024)), 413).path("detail").asText())
                .contains("512 KiB");
    }
}
