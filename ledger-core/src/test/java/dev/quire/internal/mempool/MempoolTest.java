package dev.quire.internal.mempool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.PublicKey;
import dev.quire.block.Rejection;
import dev.quire.block.Signature;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.hash.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MempoolTest {
    private static final Hash BLOCK = Hash.fromHex("01".repeat(32));
    private static final Hash RIVAL = Hash.fromHex("02".repeat(32));
    private static final int SIZE = transaction(1, 1, 1).encoded().size();

    private final Mempool mempool = new Mempool(new MempoolLimits(10L * SIZE, 10, 4));

    private static Transaction transaction(int number, int sender, long validUntilMicros) {
        Bytes nonce = new CanonicalWriter(16).u64(number).u64(0).toBytes();
        PublicKey key = new PublicKey(
                new CanonicalWriter(32).u64(sender).u64(0).u64(0).u64(0).toBytes());
        return new Transaction.Unsigned(Hash.ZERO, 1, validUntilMicros, nonce, key, Bytes.wrap(new byte[9]))
                .signed(new Signature(Bytes.wrap(new byte[64])));
    }

    private Transaction add(int number, int sender) {
        Transaction transaction = transaction(number, sender, 1000);
        assertThat(mempool.add(transaction, 0, number)).isEqualTo(new Admission.Added());
        return transaction;
    }

    private List<Transaction> candidates() {
        return mempool.candidates(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    @Test
    void givesThemInTheOrderOfArrivalAsFarAsTheyFit() {
        Transaction one = add(1, 1);
        Transaction two = add(2, 2);
        Transaction three = add(3, 1);
        assertThat(candidates()).containsExactly(one, two, three);
        assertThat(mempool.candidates(2 * SIZE + 1, 9)).containsExactly(one, two);
        assertThat(mempool.candidates(SIZE - 1, 9)).isEmpty();
        assertThat(mempool.candidates(99 * SIZE, 1)).containsExactly(one);
        assertThat(mempool.oldestOpen().orElseThrow().id()).isEqualTo(one.id());
        assertThat(mempool.oldestOpen().orElseThrow().arrivalMicros()).isEqualTo(1);
    }

    @Test
    void theSameOneJoinsTheFirst() {
        Transaction one = add(1, 1);
        assertThat(mempool.add(one, 0, 0)).isEqualTo(new Admission.AlreadyWaiting());
        assertThat(mempool.size()).isEqualTo(1);
    }

    @Test
    void keepsItsLimits() {
        for (int i = 0; i < 4; i++) {
            add(i, 1);
        }
        assertThat(mempool.add(transaction(4, 1, 1000), 0, 0))
                .isEqualTo(new Admission.Rejected(Rejection.SENDER_QUOTA));
        for (int i = 10; i < 16; i++) {
            add(i, i);
        }
        assertThat(mempool.add(transaction(20, 20, 1000), 0, 0)).isEqualTo(new Admission.Rejected(Rejection.BUSY));
        mempool.committed(List.of(transaction(0, 1, 1000).id()));
        add(20, 1);
        assertThat(mempool.bytes()).isEqualTo(10L * SIZE);
        assertThat(new Mempool(new MempoolLimits(SIZE - 1, 10, 4)).add(transaction(1, 1, 1000), 0, 0))
                .isEqualTo(new Admission.Rejected(Rejection.BUSY));
    }

    @Test
    void theExpiredDoNotWait() {
        assertThat(mempool.add(transaction(1, 1, 99), 100, 0)).isEqualTo(new Admission.Rejected(Rejection.EXPIRED));
        Transaction last = transaction(2, 1, 100);
        mempool.add(last, 100, 0);
        assertThat(mempool.expire(100)).isEmpty();
        assertThat(mempool.expire(101)).containsExactly(last);
        assertThat(mempool.size()).isZero();
        assertThat(mempool.bytes()).isZero();
    }

    @Test
    void aLostProposalGivesItsTransactionsBackInTheirPlace() {
        Transaction one = add(1, 1);
        Transaction two = add(2, 1);
        Transaction three = add(3, 1);
        mempool.proposed(BLOCK, List.of(one.id(), three.id(), Hash.ZERO));
        assertThat(candidates()).containsExactly(two);
        mempool.proposed(RIVAL, List.of(one.id()));
        mempool.released(BLOCK);
        assertThat(candidates()).containsExactly(two, three);
        mempool.releasedAll();
        assertThat(candidates()).containsExactly(one, two, three);
        mempool.proposed(BLOCK, List.of(one.id()));
        mempool.committed(List.of(one.id(), two.id()));
        mempool.released(BLOCK);
        assertThat(candidates()).containsExactly(three);
        assertThat(mempool.get(one.id())).isEmpty();
        assertThat(mempool.openCount()).isEqualTo(1);
    }

    /** Each number is one operation on one of a few transactions; the model is a list and a map. */
    @Property(tries = 300)
    void doesWhatAListWould(@ForAll @Size(max = 80) List<@IntRange(max = 999) Integer> operations) {
        Mempool pool = new Mempool(new MempoolLimits(6L * SIZE, 6, 3));
        Map<Integer, Transaction> waiting = new LinkedHashMap<>();
        Map<Integer, Hash> proposed = new HashMap<>();
        for (int operation : operations) {
            int number = operation / 10 % 10;
            Transaction transaction = transaction(number, number % 3, 10 + number);
            Hash block = operation / 100 % 2 == 0 ? BLOCK : RIVAL;
            switch (operation % 10) {
                case 0, 1, 2, 3, 4 -> {
                    boolean fits = waiting.size() < 6
                            && waiting.keySet().stream()
                                            .filter(n -> n % 3 == number % 3)
                                            .count()
                                    < 3;
                    boolean added = pool.add(transaction, 0, 0) instanceof Admission.Added;
                    assertThat(added).isEqualTo(fits && !waiting.containsKey(number));
                    if (added) {
                        waiting.put(number, transaction);
                    }
                }
                case 5, 6 -> {
                    pool.proposed(block, List.of(transaction.id()));
                    if (waiting.containsKey(number)) {
                        proposed.put(number, block);
                    }
                }
                case 7 -> {
                    pool.released(block);
                    proposed.values().removeIf(block::equals);
                }
                case 8 -> {
                    pool.committed(List.of(transaction.id()));
                    waiting.remove(number);
                    proposed.remove(number);
                }
                default -> {
                    pool.expire(10 + number);
                    waiting.keySet().removeIf(n -> n < number);
                    proposed.keySet().removeIf(n -> n < number);
                }
            }
            List<Transaction> open = new ArrayList<>();
            waiting.forEach((n, tx) -> {
                if (!proposed.containsKey(n)) {
                    open.add(tx);
                }
            });
            assertThat(pool.candidates(Integer.MAX_VALUE, 99)).isEqualTo(open);
            assertThat(pool.size()).isEqualTo(waiting.size());
            assertThat(pool.openCount()).isEqualTo(open.size());
            assertThat(pool.bytes()).isEqualTo((long) waiting.size() * SIZE);
        }
    }
}
