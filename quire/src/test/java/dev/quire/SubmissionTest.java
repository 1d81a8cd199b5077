package dev.quire;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.Rejection;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.internal.mempool.MempoolLimits;
import dev.quire.spi.ledger.CommittedTransaction;
import dev.quire.spi.ledger.RejectedException;
import dev.quire.spi.state.Outcome;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.state.StateView;
import dev.quire.spi.state.TxContext;
import dev.quire.spi.state.TxStatus;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which of several faults a client is told. */
class SubmissionTest {
    private static final Duration VALIDITY = Duration.ofMinutes(5);
    private static final Bytes GOOD = Bytes.utf8("good");
    private static final Bytes BAD = Bytes.utf8("bad");

    private final Account account = new Account(Ed25519Key.generate(new SecureRandom()));
    private final CountDownLatch gate = new CountDownLatch(1);
    private LedgerNode node;

    /** Says of everything but one payload that it is certain to refuse it; of that too, once it has had it. */
    private static final class Picky implements StateMachine {
        static final int ID = 7;
        static final int CODE = 77;

        private final Runnable gate;

        Picky(Runnable gate) {
            this.gate = gate;
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String name() {
            return "picky";
        }

        @Override
        public OptionalInt check(Transaction transaction, StateView state) {
            boolean wanted =
                    transaction.payload().equals(GOOD) && state.get(GOOD).isEmpty();
            return wanted ? OptionalInt.empty() : OptionalInt.of(CODE);
        }

        @Override
        public Outcome apply(TxContext context) {
            gate.run();
            context.put(GOOD, GOOD);
            return Outcome.applied();
        }
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() throws Exception {
        node = LedgerNode.builder()
                .inMemory()
                .stateMachine(new Picky(() -> await(gate)))
                .consensus(Consensus.single())
                .start();
    }

    @AfterEach
    void stop() {
        gate.countDown();
        node.close();
    }

    private Transaction transaction(Hash chainId, Bytes payload, Duration validity) {
        return account.transaction(chainId, Picky.ID, payload, validity);
    }

    private static Transaction badlySigned(Transaction transaction) throws Exception {
        byte[] bytes = transaction.encoded().toArray();
        bytes[bytes.length - 1] ^= 1;
        return Transaction.decode(Bytes.wrap(bytes));
    }

    private void assertRejected(Transaction transaction, Rejection expected) {
        assertThatThrownBy(() -> node.commit(transaction).get(10, SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        RejectedException.class, e -> assertThat(e.rejection()).isEqualTo(expected));
    }

    @Test
    void thePluginHasTheLastWord() throws Exception {
        gate.countDown();
        assertRejected(transaction(Hash.ZERO, BAD, VALIDITY), Rejection.FOREIGN_CHAIN);
        assertRejected(transaction(node.chainId(), BAD, Duration.ofDays(2)), Rejection.VALID_TOO_LONG);
        Transaction bad = transaction(node.chainId(), BAD, VALIDITY);
        assertRejected(badlySigned(bad), Rejection.BAD_SIGNATURE);
        assertRejected(bad, Rejection.PLUGIN_CHECK);
    }

    @Test
    void aBadlySignedCopySaysNothingOfTheTransactionWithItsId() throws Exception {
        gate.countDown();
        Transaction transaction = transaction(node.chainId(), GOOD, VALIDITY);
        assertRejected(badlySigned(transaction), Rejection.BAD_SIGNATURE);
        assertThat(node.status(transaction.id())).isInstanceOf(TxStatus.Unknown.class);

        long height = node.commit(transaction).get(10, SECONDS).height();
        assertRejected(badlySigned(transaction), Rejection.BAD_SIGNATURE);
        assertThat(node.status(transaction.id())).isInstanceOf(TxStatus.Committed.class);
        assertThat(node.commit(transaction).get(10, SECONDS).height())
                .as("a true copy is answered, though the plugin would refuse it now")
                .isEqualTo(height);
    }

    @Test
    void whatHasNoRoomNowMayBeTakenLater() throws Exception {
        List<CompletableFuture<CommittedTransaction>> waiting = new ArrayList<>();
        for (int i = 0; i < MempoolLimits.defaults().maxPerSender(); i++) {
            waiting.add(node.commit(transaction(node.chainId(), GOOD, VALIDITY)));
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> node.status().waitingTransactions() == waiting.size());
        Transaction next = transaction(node.chainId(), GOOD, VALIDITY);
        assertRejected(next, Rejection.SENDER_QUOTA);
        assertThat(node.status(next.id()))
                .as("nothing is known of it: another node may have it")
                .isInstanceOf(TxStatus.Unknown.class);
        gate.countDown();
        for (CompletableFuture<CommittedTransaction> one : waiting) {
            one.get(60, SECONDS);
        }
        assertRejected(next, Rejection.PLUGIN_CHECK);
        assertThat(node.status(next.id())).isInstanceOf(TxStatus.Unknown.class);
    }

    @Test
    void onlyWhatIsFinalIsRemembered() throws Exception {
        gate.countDown();
        Transaction early = transaction(node.chainId(), GOOD, Duration.ofDays(2));
        assertRejected(early, Rejection.VALID_TOO_LONG);
        assertThat(node.status(early.id())).isInstanceOf(TxStatus.Unknown.class);
        Transaction foreign = transaction(Hash.ZERO, GOOD, VALIDITY);
        assertRejected(foreign, Rejection.FOREIGN_CHAIN);
        assertThat(node.status(foreign.id())).isEqualTo(new TxStatus.Rejected(Rejection.FOREIGN_CHAIN));
    }
}
