package dev.quire;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.ConsensusMode;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.kv.KeyValueCommand;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import dev.quire.receipt.HeaderProof;
import dev.quire.receipt.Policy;
import dev.quire.receipt.Proof;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.receipt.StateReceipt;
import dev.quire.receipt.Verification;
import dev.quire.receipt.Verification.ValidState;
import dev.quire.spi.ledger.ProofUnavailableException;
import dev.quire.spi.ledger.ProofUnavailableException.Reason;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a node proves of its chain, checked as whoever trusts its members would. */
class ProofsTest {
    private static final Account ACCOUNT = new Account(Ed25519Key.generate(new SecureRandom()));
    private static final int KEPT = 256;

    private static LedgerNode node;

    @BeforeAll
    static void start() throws Exception {
        node = LedgerNode.builder()
                .inMemory()
                .stateMachine(new KeyValueStateMachine())
                .consensus(Consensus.single())
                .start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static Receipt put(String key, String value) throws Exception {
        Bytes payload = new KeyValueCommand.Put(Bytes.utf8(key), Bytes.utf8(value)).encoded();
        return node.submit(ACCOUNT.transaction(node.chainId(), KeyValueStateMachine.ID, payload))
                .get(30, SECONDS);
    }

    private static StateKey key(String key) {
        return new StateKey(KeyValueStateMachine.ID, Bytes.utf8(key));
    }

    private static Verification verify(Proof proof) throws Exception {
        Policy policy = new Policy(ConsensusMode.CFT, 1, Optional.of(node.chainId()));
        return new ReceiptVerifier().verify(Proof.decode(proof.encoded()), node.members(), policy);
    }

    private static List<String> values(StateReceipt receipt, int question) throws Exception {
        ValidState valid = (ValidState) verify(receipt);
        return valid.answers().get(question).entries().stream()
                .map(entry -> entry.value().orElseThrow().toUtf8())
                .toList();
    }

    @Test
    void valuesAbsencesAndRangesAreProvenAtEveryKeptHeight() throws Exception {
        long first = put("proofs/a", "1").header().height();
        long second = put("proofs/b", "2").header().height();
        long third = put("proofs/a", "3").header().height();
        List<KeyRange> asked = List.of(
                KeyRange.of(key("proofs/a")),
                KeyRange.of(key("proofs/none")),
                KeyRange.between(key("proofs/"), key("proofs0")),
                KeyRange.between(key("proofs/aa"), key("proofs/b")));
        StateReceipt newest = node.stateReceipt(asked, OptionalLong.of(third)).get(30, SECONDS);
        assertThat(values(newest, 0)).containsExactly("3");
        assertThat(values(newest, 1)).isEmpty();
        assertThat(values(newest, 2)).containsExactly("3", "2");
        assertThat(values(newest, 3)).isEmpty();
        StateReceipt old = node.stateReceipt(asked, OptionalLong.of(first)).get(30, SECONDS);
        assertThat(values(old, 0)).containsExactly("1");
        assertThat(values(old, 2)).containsExactly("1");
        assertThat(((ValidState) verify(old)).height()).isEqualTo(first);
        StateReceipt certified = node.stateReceipt(asked, OptionalLong.empty()).get(30, SECONDS);
        assertThat(certified.header().height()).isGreaterThanOrEqualTo(second);
        assertThat(verify(certified).isValid()).isTrue();
    }

    @Test
    void everyBlockIsProvenUnderEveryNewerCertificateAndReceiptsAreRenewedByThat() throws Exception {
        Receipt old = put("history/a", "1");
        long newer = put("history/b", "2").anchor().header().height();
        for (long height = 0; height <= newer; height++) {
            HeaderProof proof = node.headerProof(height, OptionalLong.of(newer)).get(30, SECONDS);
            assertThat(verify(proof)).isInstanceOf(Verification.ValidHeader.class);
        }
        HeaderProof proof =
                node.headerProof(old.header().height(), OptionalLong.empty()).get(30, SECONDS);
        assertThat(proof.header()).isEqualTo(old.header());
        assertThat(proof.anchor().header().height())
                .isGreaterThan(old.anchor().header().height());
        assertThat(verify(old.renewed(proof.anchor())).isValid()).isTrue();
    }

    @Test
    void whatCannotBeProvenIsNamed() throws Exception {
        put("unavailable", "1");
        assertUnavailable(Reason.NOT_COMMITTED, node.headerProof(1_000_000, OptionalLong.empty()));
        assertUnavailable(Reason.NOT_CERTIFIED, node.headerProof(1, OptionalLong.of(1_000_000)));
        List<KeyRange> asked = List.of(KeyRange.of(key("unavailable")));
        assertUnavailable(Reason.NOT_COMMITTED, node.stateReceipt(asked, OptionalLong.of(1_000_000)));
        long height = put("unavailable", "2").header().height();
        for (int i = 0; i < KEPT + 10; i++) {
            put("unavailable", "more " + i);
        }
        assertUnavailable(Reason.PRUNED, node.stateReceipt(asked, OptionalLong.of(height)));
        assertThat(values(node.stateReceipt(asked, OptionalLong.of(height + 20)).get(30, SECONDS), 0))
                .hasSize(1);
        assertThatThrownBy(
                        () -> node.stateReceipt(List.of(), OptionalLong.empty()).get(30, SECONDS))
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    /** Verifiers give up at a number of entries, so that nobody fills their memory: who proves gives up there too. */
    @Test
    void whatNoVerifierTakesIsNotGivenOut() throws Exception {
        int keys = 1_100;
        List<Future<Receipt>> puts = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            Bytes payload = new KeyValueCommand.Put(Bytes.utf8("many/" + i), Bytes.utf8("v")).encoded();
            Account account = new Account(Ed25519Key.generate(new SecureRandom()));
            puts.add(node.submit(account.transaction(node.chainId(), KeyValueStateMachine.ID, payload)));
        }
        for (Future<Receipt> put : puts) {
            put.get(60, SECONDS);
        }
        KeyRange all = KeyRange.between(key("many/"), key("many0"));
        int most = StateReceipt.MAX_ENTRIES / keys;
        StateReceipt largest = node.stateReceipt(Collections.nCopies(most, all), OptionalLong.empty())
                .get(60, SECONDS);
        assertThat(((ValidState) verify(largest)).answers()).hasSize(most);
        Future<StateReceipt> tooMuch = node.stateReceipt(Collections.nCopies(most + 1, all), OptionalLong.empty());
        assertUnavailable(Reason.TOO_LARGE, tooMuch);
        assertThatThrownBy(() -> tooMuch.get(60, SECONDS)).hasMessageContaining("ask for smaller ranges");
    }

    private static void assertUnavailable(Reason reason, Future<?> answer) {
        assertThatThrownBy(() -> answer.get(30, SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        ProofUnavailableException.class,
                        why -> assertThat(why.reason()).isEqualTo(reason));
    }
}
