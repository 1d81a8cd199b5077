package dev.quire.node.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.quire.Account;
import dev.quire.Consensus;
import dev.quire.LedgerNode;
import dev.quire.block.ConsensusMode;
import dev.quire.block.PublicKey;
import dev.quire.block.Transaction;
import dev.quire.client.HeadFile;
import dev.quire.client.VerifyingClient;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.kv.KeyValueCommand;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.lightclient.TrustedHead;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import dev.quire.receipt.JsonForm;
import dev.quire.receipt.MembersFile;
import dev.quire.receipt.Policy;
import dev.quire.receipt.Receipt;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client that trusts no node, with a node that is honest and with some that are not. */
@Timeout(120)
class VerifyingClientTest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Account ACCOUNT = new Account(Ed25519Key.generate(new SecureRandom()));

    private static LedgerNode node;
    private static ApiServer api;
    private static LedgerNode impostor;
    private static ApiServer impostorApi;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws Exception {
        node = node();
        api = ApiServer.start(node, List.of(new KeyValueStateMachine()), Optional.empty(), "127.0.0.1", 0);
        impostor = node();
        impostorApi = ApiServer.start(impostor, List.of(new KeyValueStateMachine()), Optional.empty(), "127.0.0.1", 0);
    }

    private static LedgerNode node() throws Exception {
        LedgerNode started = LedgerNode.builder()
                .inMemory()
                .stateMachine(new KeyValueStateMachine())
                .consensus(Consensus.single())
                .start();
        started.submit(put(started, "born", "yes")).get(30, TimeUnit.SECONDS);
        return started;
    }

    @AfterAll
    static void stop() {
        api.close();
        node.close();
        impostorApi.close();
        impostor.close();
    }

    private static Transaction put(LedgerNode on, String key, String value) {
        Bytes payload = new KeyValueCommand.Put(Bytes.utf8(key), Bytes.utf8(value)).encoded();
        return ACCOUNT.transaction(on.chainId(), KeyValueStateMachine.ID, payload);
    }

    private static StateKey key(String key) {
        return new StateKey(KeyValueStateMachine.ID, Bytes.utf8(key));
    }

    private static URI uri(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    private static MembersFile trusted() {
        TreeMap<PublicKey, String> names = new TreeMap<>();
        node.members().members().forEach(member -> names.put(member, "Member"));
        return new MembersFile(node.chainId(), ConsensusMode.CFT, names);
    }

    private VerifyingClient client(URI... nodes) throws IOException {
        return new VerifyingClient(
                HTTP, List.of(nodes), trusted(), Policy.any(), Optional.of(new HeadFile(directory.resolve("head"))));
    }

    @Test
    void submitsReadsAndFollows() throws Exception {
        VerifyingClient client = client(uri(api.port()));
        assertThat(client.follow()).isEmpty();
        Transaction transaction = put(node, "client/a", "1");
        Receipt receipt = client.submit(transaction);
        assertThat(receipt.transaction()).isEqualTo(transaction);
        assertThat(client.submit(transaction).header()).isEqualTo(receipt.header());
        assertThat(client.read(key("client/a")).value()).hasValue(Bytes.utf8("1"));
        assertThat(client.read(key("client/none")).value()).isEmpty();
        assertThat(client.read(key("client/"), key("client0")).entries()).hasSize(1);
        assertThat(client.read(key("d"), key("e")).entries()).isEmpty();
        client.follow();
        assertThat(client.head().map(TrustedHead::height).orElse(0L))
                .isGreaterThanOrEqualTo(receipt.header().height());
        VerifyingClient later = client(uri(api.port()));
        assertThat(later.head()).isEqualTo(client.head());
        assertThat(Files.getPosixFilePermissions(directory.resolve("head")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(later.read(key("client/a")).height())
                .isGreaterThanOrEqualTo(later.head().orElseThrow().height());
    }

    @Test
    void whatAnotherChainsNodeSaysCountsForNothing() throws Exception {
        VerifyingClient client = client(uri(impostorApi.port()), uri(api.port()));
        assertThat(client.follow()).singleElement().asString().contains("chain");
        assertThat(client.read(key("born")).value()).hasValue(Bytes.utf8("yes"));
        VerifyingClient deceived = client(uri(impostorApi.port()));
        assertThatThrownBy(deceived::follow).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> deceived.read(key("born")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no node gave an answer that holds");
        assertThatThrownBy(() -> deceived.submit(put(node, "client/b", "1"))).isInstanceOf(IOException.class);
    }

    @Test
    void anAnswerToAnotherQuestionOrOfAnEarlierTimeIsRefused() throws Exception {
        String old = JsonForm.of(node.stateReceipt(List.of(KeyRange.of(key("born"))), OptionalLong.empty())
                        .get(30, TimeUnit.SECONDS))
                .write();
        node.submit(put(node, "born", "again")).get(30, TimeUnit.SECONDS);
        for (String lie : List.of(old, "{}", "no JSON", "[]", "x".repeat(100_000))) {
            HttpServer liar = liar(lie);
            try {
                VerifyingClient client =
                        client(uri(api.port()), uri(liar.getAddress().getPort()));
                client.follow();
                VerifyingClient deceived = client(uri(liar.getAddress().getPort()));
                assertThatThrownBy(() -> deceived.read(key("born"))).isInstanceOf(IOException.class);
                assertThatThrownBy(() -> deceived.read(key("other"))).isInstanceOf(IOException.class);
                assertThatThrownBy(deceived::follow).isInstanceOf(IOException.class);
                assertThat(client.read(key("born")).value()).hasValue(Bytes.utf8("again"));
            } finally {
                liar.stop(0);
            }
        }
    }

    private static HttpServer liar(String answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void aHeadFileThatIsDamagedIsNotTakenForNone() throws Exception {
        Files.writeString(directory.resolve("head"), "nonsense");
        assertThatThrownBy(() -> client(uri(api.port())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds no trusted head");
    }

    @Test
    void aNodeThatDoesNotAnswerIsNamed() throws Exception {
        VerifyingClient client = client(uri(1), uri(api.port()));
        assertThat(client.follow()).containsExactly("http://127.0.0.1:1: connection refused");
        assertThatThrownBy(() -> client(uri(1)).read(key("born")))
                .hasMessage("no node gave an answer that holds: [http://127.0.0.1:1: connection refused]");
    }
}
