package dev.quire.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quire.block.ConsensusMode;
import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.lightclient.Fork;
import dev.quire.lightclient.TrustedHead;
import dev.quire.receipt.HeaderProof;
import dev.quire.receipt.JsonForm;
import dev.quire.receipt.MembersFile;
import dev.quire.receipt.Policy;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.testdata.TestChain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The light client at a terminal, among nodes that are honest, behind, or members of a fork. */
class FollowTest {
    private static final Pattern WITH_HEADER = Pattern.compile("/v1/proofs/headers/([0-9]+)(\\?header=([0-9a-f]+))?");
    private static final Pattern QUESTION = Pattern.compile("/v1/proofs/headers/([0-9]+)(\\?anchor=([0-9]+))?");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<HttpServer> servers = new ArrayList<>();
    private final TestChain chain = chain("");
    private final TestChain rewritten = chain("rewritten");

    @TempDir
    private Path folder;

    private static TestChain chain(String note) {
        return new TestChain("follow", ConsensusMode.BFT, 0, 4)
                .block()
                .block(note)
                .block()
                .block();
    }

    @BeforeEach
    void writeMembers() throws IOException {
        TreeMap<PublicKey, String> names = new TreeMap<>();
        chain.members(0).members().forEach(key -> names.put(key, "Member " + key.abbreviated()));
        Files.writeString(folder.resolve("members"), new MembersFile(chain.chainId(), ConsensusMode.BFT, names).text());
    }

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    /** A node of that chain whose newest block, a certified one, is at {@code newest}. */
    private String node(TestChain of, int newest) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, of, newest));
        server.start();
        servers.add(server);
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** One that has dropped all blocks below its newest, but for block 0. */
    private String prunedNode(TestChain of, int newest) throws IOException {
        String node = node(of, newest);
        HttpServer server = servers.get(servers.size() - 1);
        server.removeContext("/");
        server.createContext("/", exchange -> {
            Matcher question = WITH_HEADER.matcher(exchange.getRequestURI().toString());
            boolean asked = question.matches();
            int height = asked ? Integer.parseInt(question.group(1)) : 0;
            boolean answered = asked
                    && (height == 0 || of.header(height).encoded().toHex().equals(String.valueOf(question.group(3))));
            send(
                    exchange,
                    answered ? 200 : 410,
                    answered
                            ? JsonForm.of(of.headerProof(height, newest)).write()
                            : "{\"code\":\"PRUNED\",\"detail\":\"it is no longer kept here\"}");
        });
        return node;
    }

    /** One that is honest until it is compared with another. */
    private String falseWhenCompared(TestChain of, int newest) throws IOException {
        String node = node(of, newest);
        HttpServer server = servers.get(servers.size() - 1);
        server.removeContext("/");
        server.createContext("/", exchange -> {
            if (exchange.getRequestURI().toString().contains("anchor")) {
                HeaderProof right = of.headerProof(1, newest);
                HeaderProof forged = new HeaderProof(right.header(), right.anchor(), List.of(Hash.ZERO));
                send(exchange, 200, JsonForm.of(forged).write());
            } else {
                answer(exchange, of, newest);
            }
        });
        return node;
    }

    @Test
    void theOneWhoseAnswerDoesNotHoldIsNamed() throws Exception {
        String liar = falseWhenCompared(chain, 4);
        String behind = node(chain, 3);
        err.reset();
        assertThat(follow(liar, behind)).isEqualTo(Main.VALID);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(liar).doesNotContain(behind);
    }

    @Test
    void aForkIsFoundThoughOneOfThoseAheadHidesIt() throws Exception {
        assertThat(follow(node(chain, 4), falseWhenCompared(chain, 4), node(rewritten, 3)))
                .isEqualTo(Main.INVALID);
        Files.delete(folder.resolve("head"));
        assertThat(follow(falseWhenCompared(chain, 4), node(chain, 4), node(rewritten, 3)))
                .isEqualTo(Main.INVALID);
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void answer(HttpExchange exchange, TestChain of, int newest) throws IOException {
        Matcher question = QUESTION.matcher(exchange.getRequestURI().toString());
        int height = question.matches() ? Integer.parseInt(question.group(1)) : Integer.MAX_VALUE;
        int anchor = height <= newest && question.group(3) != null ? Integer.parseInt(question.group(3)) : newest;
        boolean known = height <= newest && anchor <= newest;
        send(
                exchange,
                known ? 200 : 404,
                known
                        ? JsonForm.of(of.headerProof(height, anchor)).write()
                        : "{\"code\":\"NOT_COMMITTED\",\"detail\":\"there is no such block\"}");
    }

    private int follow(String... nodes) {
        List<String> arguments = new ArrayList<>(List.of(
                "follow",
                "--members",
                folder.resolve("members").toString(),
                "--head",
                folder.resolve("head").toString(),
                "--evidence",
                folder.resolve("evidence").toString()));
        for (String node : nodes) {
            arguments.addAll(List.of("--node", node));
        }
        out.reset();
        return new Main(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(arguments.toArray(String[]::new));
    }

    @Test
    void goesOnFromWhereItWas() throws Exception {
        assertThat(follow(node(chain, 2)))
                .as(err.toString(StandardCharsets.UTF_8))
                .isEqualTo(Main.VALID);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("height 2,");
        assertThat(follow(node(chain, 2), node(chain, 4), node(chain, 3))).isEqualTo(Main.VALID);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("height 4,");
        assertThat(follow(node(chain, 4))).isEqualTo(Main.VALID);
    }

    @Test
    void aHistoryThatWasRewrittenIsProven() throws Exception {
        assertThat(follow(node(chain, 3))).isEqualTo(Main.VALID);
        assertThat(follow(node(rewritten, 4))).isEqualTo(Main.INVALID);
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("REWRITTEN: ");
        Fork fork = Fork.decode(Bytes.wrap(Files.readAllBytes(folder.resolve("evidence"))));
        assertThat(fork.verify(new ReceiptVerifier(), chain.members(0), Policy.any()))
                .isEmpty();
        assertThat(follow(node(chain, 4)))
                .as("the head is still the one that was trusted")
                .isEqualTo(Main.VALID);
    }

    @Test
    void aForkAmongNodesIsFoundWhoeverIsAheadAndWhoeverIsAsked() throws Exception {
        assertThat(follow(node(chain, 4), node(rewritten, 4))).isEqualTo(Main.INVALID);
        Files.delete(folder.resolve("head"));
        assertThat(follow(node(chain, 4), node(rewritten, 3))).isEqualTo(Main.INVALID);
        Files.delete(folder.resolve("head"));
        assertThat(follow(node(chain, 3), node(rewritten, 4))).isEqualTo(Main.INVALID);
        Files.delete(folder.resolve("head"));
        assertThat(follow(node(chain, 4), node(rewritten, 1)))
                .as("it has not come to where the chains part")
                .isEqualTo(Main.VALID);
    }

    @Test
    void withoutANodeThereIsNoAnswer() throws Exception {
        assertThat(follow("http://127.0.0.1:1")).isEqualTo(Main.UNREACHABLE);
        assertThat(follow()).isEqualTo(Main.UNUSABLE);
        assertThat(follow("no uri")).isEqualTo(Main.UNUSABLE);
        Files.createDirectory(folder.resolve("head"));
        assertThat(follow(node(chain, 2))).isEqualTo(Main.UNUSABLE);
        Files.delete(folder.resolve("head"));
        Files.writeString(folder.resolve("head"), "nonsense");
        assertThat(follow(node(chain, 2))).isEqualTo(Main.UNUSABLE);
        assertThat(Files.readString(folder.resolve("head"))).isEqualTo("nonsense");
    }

    @Test
    void goesOnFromABlockThatTheNodesHaveDropped() throws Exception {
        assertThat(follow(prunedNode(chain, 2))).isEqualTo(Main.VALID);
        assertThat(follow(prunedNode(chain, 4)))
                .as(err.toString(StandardCharsets.UTF_8))
                .isEqualTo(Main.VALID);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("height 4,");
        assertThat(follow(prunedNode(rewritten, 4))).as("it shows nothing").isEqualTo(Main.UNREACHABLE);
        assertThat(follow(node(chain, 4), prunedNode(rewritten, 4))).isEqualTo(Main.INVALID);
        Files.delete(folder.resolve("head"));
        err.reset();
        assertThat(follow(node(chain, 3), prunedNode(rewritten, 4)))
                .as("there is no block to compare")
                .isEqualTo(Main.VALID);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Note: ", "PRUNED");
    }

    /** Whoever went on from it would take the true chain for a rewritten one, and its members for liars. */
    @Test
    void aHeadFileThatHasDecayedAccusesNobody() throws Exception {
        assertThat(follow(node(chain, 3))).isEqualTo(Main.VALID);
        Path head = folder.resolve("head");
        byte[] whole = Files.readAllBytes(head);
        String node = node(chain, 4);
        for (int position = 0; position < whole.length; position += 13) {
            byte[] decayed = whole.clone();
            decayed[position] ^= (byte) (1 << position % 8);
            Files.write(head, decayed);
            assertThat(follow(node)).as("byte %s", position).isEqualTo(Main.UNUSABLE);
            assertThat(Files.readAllBytes(head)).isEqualTo(decayed);
        }
        Files.write(head, whole);
        assertThat(follow(node)).isEqualTo(Main.VALID);
    }

    @Test
    void aHeadOfAnotherChainOfTheSameMembersAccusesNobody() throws Exception {
        TestChain other =
                new TestChain("another", ConsensusMode.BFT, 0, 4).block().block();
        TrustedHead head = new TrustedHead(other.header(2), other.certificate(2), other.members(2));
        Files.write(folder.resolve("head"), head.encoded().toArray());
        err.reset();
        assertThat(follow(node(chain, 4))).isEqualTo(Main.UNUSABLE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("holds no trusted head", "chain");
    }

    @Test
    void aNodeThatIsNoUrlOfAnApiIsWrongUsage() {
        for (String node : List.of("localhost:7100", "ftp://127.0.0.1:7100", "http:///", "/", "mailto:node")) {
            assertThat(follow(node)).as(node).isEqualTo(Main.UNUSABLE);
        }
    }
}
