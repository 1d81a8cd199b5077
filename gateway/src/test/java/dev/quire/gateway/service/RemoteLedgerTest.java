package dev.quire.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.Account;
import dev.quire.block.ConsensusMode;
import dev.quire.block.PublicKey;
import dev.quire.block.Transaction;
import dev.quire.client.VerifyingClient;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.health.EntryIndex;
import dev.quire.health.EntryKind;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.health.RecordCommand;
import dev.quire.health.client.EmbeddedLedger;
import dev.quire.health.client.HealthException;
import dev.quire.health.client.RemoteLedger;
import dev.quire.health.client.SmallProofs;
import dev.quire.health.client.StateAnswers;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import dev.quire.node.api.ApiServer;
import dev.quire.receipt.MembersFile;
import dev.quire.receipt.Policy;
import dev.quire.receipt.Receipt;
import dev.quire.spi.ledger.ProofUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client's way to nodes that it does not trust, over the HTTP of a real one and of some that fail or lie. */
@Timeout(120)
class RemoteLedgerTest {
    private static final URI DEAD = URI.create("http://127.0.0.1:1");

    private static Country country;
    private static ApiServer api;
    private static ExecutorService worker;

    private final List<BetweenNode> between = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        country = new Country();
        api = api(country);
        worker = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stop() {
        worker.shutdownNow();
        api.close();
        country.close();
    }

    @AfterEach
    void closeBetween() {
        between.forEach(BetweenNode::close);
    }

    private static ApiServer api(Country of) {
        return ApiServer.start(of.ledger, List.of(new HealthStateMachine()), Optional.empty(), "127.0.0.1", 0);
    }

    private static URI uri(ApiServer server) {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    private BetweenNode before(ApiServer server) throws IOException {
        BetweenNode node = BetweenNode.start(uri(server));
        between.add(node);
        return node;
    }

    private static RemoteLedger remote(URI... nodes) throws IOException {
        TreeMap<PublicKey, String> names = new TreeMap<>();
        country.ledger.members().members().forEach(member -> names.put(member, "member"));
        MembersFile trusted = new MembersFile(country.chainId(), ConsensusMode.CFT, names);
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return new RemoteLedger(
                new VerifyingClient(http, List.of(nodes), trusted, Policy.any(), Optional.empty()), trusted, worker);
    }

    private static KeyRange member(Id orgId) {
        return KeyRange.of(new StateKey(HealthStateMachine.ID, EntryKind.MEMBER.key(orgId.bytes())));
    }

    private static KeyRange compartments() {
        return EntryIndex.COMPARTMENTS_OF_SUBJECT.range(country.sid.bytes());
    }

    private static List<KeyRange> questions() {
        List<KeyRange> asked = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            asked.add(member(i < 4 ? country.hospitals.get(i).orgId : country.id()));
        }
        asked.add(compartments());
        return asked;
    }

    private static <T> T done(CompletableFuture<T> future) {
        return future.orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** Changes the state, certified. */
    private static void write() {
        Id sid = country.id();
        country.register(sid, Ed25519Key.generate(country.random), country.id());
        done(country.ledger.readBarrier(Duration.ofSeconds(10)).thenCompose(country.ledger::certified));
    }

    @Test
    void manyQuestionsAreOneRequestAndAnsweredAtOneHeight() throws IOException {
        BetweenNode node = before(api);
        StateAnswers answers = done(remote(node.uri()).read(questions()));
        assertThat(answers.answers())
                .isEqualTo(done(new EmbeddedLedger(country.ledger, Duration.ofSeconds(10)).read(questions()))
                        .answers());
        assertThat(answers.answers().get(3)).hasSize(1);
        assertThat(answers.answers().get(4)).isEmpty();
        assertThat(answers.answers().get(200)).hasSize(4);
        assertThat(node.requests())
                .as("one for the newest block, one for the answers")
                .hasSize(2)
                .last()
                .asString()
                .startsWith("POST /v1/proofs/state");
    }

    @Test
    void nodeThatLiesIsNotBelievedAndAnotherAsked() throws IOException {
        try (Country other = new Country();
                ApiServer foreign = api(other)) {
            assertThatThrownBy(() -> done(remote(uri(foreign)).read(questions())))
                    .hasCauseInstanceOf(HealthException.NotProven.class)
                    .hasMessageContaining("chain");
            assertThat(done(remote(uri(foreign), uri(api)).read(List.of(compartments())))
                            .answers()
                            .get(0))
                    .hasSize(4);
        }
    }

    @Test
    void answerWithAnotherByteIsNotProven() throws IOException {
        BetweenNode liar = before(api);
        RemoteLedger deceived = remote(liar.uri());
        done(deceived.read(questions()));
        liar.change(answer ->
                answer.contains("\"answers\"") ? answer.replaceFirst("\"value\":\"..", "\"value\":\"ff") : answer);
        assertThatThrownBy(() -> done(deceived.read(questions()))).hasCauseInstanceOf(HealthException.NotProven.class);
    }

    @Test
    void answerFromBeforeTheNewestBlockIsNotTaken() throws IOException {
        BetweenNode stuck = before(api);
        KeyRange all = KeyRange.between(
                new StateKey(HealthStateMachine.ID, Bytes.EMPTY), new StateKey(HealthStateMachine.ID + 1, Bytes.EMPTY));
        int before =
                done(remote(stuck.uri()).read(List.of(all))).answers().get(0).size();
        stuck.stopTime();
        write();
        assertThat(done(remote(stuck.uri(), uri(api)).read(List.of(all)))
                        .answers()
                        .get(0))
                .hasSizeGreaterThan(before);
        RemoteLedger knowing = remote(uri(api), stuck.uri());
        int now = done(knowing.read(List.of(all))).answers().get(0).size();
        assertThat(now).isGreaterThan(before);
    }

    @Test
    void deadEndpointIsPassedOver() throws IOException {
        assertThat(done(remote(DEAD, uri(api)).read(List.of(compartments())))
                        .answers()
                        .get(0))
                .hasSize(4);
        assertThatThrownBy(() -> done(remote(DEAD).read(List.of(compartments()))))
                .hasCauseInstanceOf(IOException.class);
    }

    /** A node that is down, or says what does not hold, does not hide that another one has too much to say. */
    @Test
    void whatOneProofCannotHoldIsToldAsThat() throws IOException {
        KeyRange all = KeyRange.startingAt(new StateKey(0, Bytes.EMPTY));
        try (ApiServer narrow = ApiServer.start(
                SmallProofs.of(country.ledger, 1_000, () -> {}),
                List.of(new HealthStateMachine()),
                Optional.empty(),
                "127.0.0.1",
                0)) {
            assertThatThrownBy(() -> done(remote(DEAD, uri(narrow)).read(List.of(all))))
                    .cause()
                    .isInstanceOfSatisfying(
                            ProofUnavailableException.class,
                            why -> assertThat(why.reason()).isEqualTo(ProofUnavailableException.Reason.TOO_LARGE));
            assertThat(done(remote(uri(narrow), uri(api)).read(List.of(all)))
                            .answers()
                            .get(0))
                    .isNotEmpty();
        }
    }

    @Test
    void transactionWithoutAnAnswerIsSubmittedAgainAsTheSameBytes() throws IOException {
        BetweenNode forgetful = before(api);
        BetweenNode second = before(api);
        forgetful.dropAnswers();
        Transaction transaction = new Account(Ed25519Key.generate(country.random))
                .transaction(
                        country.chainId(),
                        HealthStateMachine.ID,
                        new RecordCommand.MarkEnteredInError(country.id()).encoded());
        Receipt receipt = done(remote(forgetful.uri(), second.uri()).submit(transaction));
        assertThat(receipt.transaction()).isEqualTo(transaction);
        assertThat(receipt.resultLeaf().applied()).as("nobody may").isFalse();
        assertThat(forgetful.bodies()).hasSize(1);
        assertThat(second.bodies()).isEqualTo(forgetful.bodies());
        assertThat(done(remote(second.uri()).submit(transaction)).header()).isEqualTo(receipt.header());
    }
}
