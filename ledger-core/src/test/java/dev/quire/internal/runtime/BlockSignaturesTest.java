package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.crypto.SignatureScheme;
import dev.quire.hash.Hash;
import dev.quire.internal.mempool.Mempool;
import dev.quire.internal.mempool.MempoolLimits;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockSignaturesTest {
    private static final PublicKey SENDER = new PublicKey(Bytes.wrap(new byte[PublicKey.SIZE]));
    private static final int MANY = 1_000;
    private static final byte GOOD = 1;
    private static final byte BAD = 2;
    private static final byte BREAKS = 3;

    private final Mempool mempool = new Mempool(MempoolLimits.defaults());
    private final Deque<Runnable> worker = new ArrayDeque<>();
    private final BlockSignatures signatures = new BlockSignatures(new FirstByteTells(), mempool, worker::add);
    /** Messages that were checked. */
    private final ConcurrentLinkedQueue<Bytes> checked = new ConcurrentLinkedQueue<>();

    private final class FirstByteTells implements SignatureScheme {
        @Override
        public boolean verifyTransaction(PublicKey sender, Bytes message, Signature signature) {
            checked.add(message);
            byte kind = signature.bytes().toArray()[0];
            if (kind == BREAKS) {
                throw new IllegalStateException("the check broke");
            }
            return kind == GOOD;
        }

        @Override
        public boolean verifyMember(PublicKey member, Bytes message, Signature signature) {
            throw new AssertionError("no member signs here");
        }

        @Override
        public boolean admitsMember(PublicKey key) {
            throw new AssertionError("no member is admitted here");
        }
    }

    private static Transaction transaction(int number, byte kind) {
        Bytes nonce =
                new CanonicalWriter(Transaction.NONCE_SIZE).u64(0).u64(number).toBytes();
        byte[] signature = new byte[Signature.SIZE];
        signature[0] = kind;
        return new Transaction.Unsigned(Hash.ZERO, 1, 1_000, nonce, SENDER, Bytes.EMPTY)
                .signed(new Signature(Bytes.wrap(signature)));
    }

    /** All good, but for those at {@code places}. */
    private static List<Transaction> block(int size, byte kind, Integer... places) {
        return IntStream.range(0, size)
                .mapToObj(i -> transaction(i, List.of(places).contains(i) ? kind : GOOD))
                .toList();
    }

    @Test
    void workersThatAreBusyAreNotWaitedFor() {
        assertThat(signatures.firstInvalid(block(MANY, GOOD))).isEmpty();
        assertThat(checked).hasSize(MANY).doesNotHaveDuplicates();

        assertThat(worker).isNotEmpty();
        worker.forEach(Runnable::run);
        assertThat(checked).as("who comes late finds nothing left").hasSize(MANY);
    }

    @Test
    void workersShareABlockAndEachSignatureIsCheckedOnce() {
        ExecutorService workers = Executors.newFixedThreadPool(3);
        try {
            BlockSignatures shared = new BlockSignatures(new FirstByteTells(), mempool, workers);
            for (int size : new int[] {0, 1, 8, 9, 64, 65, MANY}) {
                checked.clear();
                assertThat(shared.firstInvalid(block(size, GOOD))).isEmpty();
                assertThat(checked).hasSize(size).doesNotHaveDuplicates();
            }
            assertThat(shared.firstInvalid(block(MANY, BAD, 800, 77, 999))).hasValue(77);
        } finally {
            workers.shutdown();
        }
    }

    @Test
    void aWorkerThatRunsAtOnceDoesAllByTurns() {
        BlockSignatures atOnce = new BlockSignatures(new FirstByteTells(), mempool, Runnable::run);
        assertThat(atOnce.firstInvalid(block(MANY, BAD, 500))).isEqualTo(OptionalInt.of(500));
    }

    @Test
    void theFirstOfSeveralInvalidOnesIsNamed() {
        assertThat(signatures.firstInvalid(block(20, BAD, 13, 3, 4))).hasValue(3);
        assertThat(signatures.firstInvalid(block(20, BAD, 19))).hasValue(19);
    }

    @Test
    void whatWaitsInTheMempoolIsNotCheckedAgain() {
        List<Transaction> block = block(100, GOOD);
        block.subList(0, 60).forEach(transaction -> mempool.add(transaction, 0, 0));
        assertThat(signatures.firstInvalid(block)).isEmpty();
        assertThat(checked).hasSize(40);
    }

    @Test
    void aCheckThatBreaksIsTheCallersFailure() {
        assertThatThrownBy(() -> signatures.firstInvalid(block(100, BREAKS, 50)))
                .hasStackTraceContaining("the check broke");
    }
}
