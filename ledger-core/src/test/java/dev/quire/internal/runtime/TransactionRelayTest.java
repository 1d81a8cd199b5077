package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.ConsensusMode;
import dev.quire.block.MemberSet;
import dev.quire.block.PublicKey;
import dev.quire.block.Transaction;
import dev.quire.internal.journal.Samples;
import dev.quire.internal.mempool.Mempool;
import dev.quire.internal.mempool.MempoolLimits;
import dev.quire.spi.net.Frame;
import dev.quire.spi.net.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TransactionRelayTest {
    private static final PublicKey SELF = Samples.key(1);
    private static final Optional<PublicKey> LEADER = Optional.of(Samples.key(2));
    private static final Optional<PublicKey> NEXT = Optional.of(Samples.key(3));
    private static final long SECOND = 1_000_000;

    private final Mempool mempool = new Mempool(MempoolLimits.defaults());
    private final Wire wire = new Wire();

    /** Notes who was sent something. */
    private static final class Wire implements Transport {
        private final List<PublicKey> sent = new ArrayList<>();

        @Override
        public void start(Listener listener) {}

        @Override
        public boolean send(PublicKey to, Frame frame) {
            return sent.add(to);
        }

        @Override
        public void close() {}

        List<PublicKey> take() {
            List<PublicKey> taken = List.copyOf(sent);
            sent.clear();
            return taken;
        }
    }

    private TransactionRelay relay(ConsensusMode mode) {
        List<PublicKey> keys = List.of(SELF, LEADER.orElseThrow(), NEXT.orElseThrow(), Samples.key(4));
        return new TransactionRelay(SELF, new MemberSet(mode, keys), wire, mempool);
    }

    private Transaction given(TransactionRelay relay, int number) {
        Transaction transaction = WaitingTransactions.add(mempool, number, 0);
        relay.add(transaction);
        return transaction;
    }

    @Test
    void firstToTheLeaderThenOnABftChainToAll() {
        TransactionRelay relay = relay(ConsensusMode.BFT);
        Transaction transaction = given(relay, 1);
        relay.forward(1, LEADER);
        assertThat(wire.take()).containsExactly(Samples.key(2));
        relay.forward(2, LEADER);
        assertThat(wire.take()).isEmpty();
        relay.forward(1 + SECOND, LEADER);
        assertThat(wire.take()).containsExactlyInAnyOrder(Samples.key(2), Samples.key(3), Samples.key(4));
        mempool.forget(transaction.id());
        relay.forward(2 + 2 * SECOND, LEADER);
        assertThat(wire.take()).isEmpty();
        assertThat(relay.nextDeadlineMicros()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aRetryOnACftChainGoesToTheLeaderAlone() {
        TransactionRelay relay = relay(ConsensusMode.CFT);
        given(relay, 1);
        relay.forward(1, LEADER);
        relay.forward(1 + SECOND, LEADER);
        assertThat(wire.take()).containsExactly(Samples.key(2), Samples.key(2));
    }

    @Test
    void theLeaderIsRemindedOfWhatOthersGaveToThisNode() {
        TransactionRelay relay = relay(ConsensusMode.BFT);
        WaitingTransactions.add(mempool, 1, 0);
        relay.forward(1, LEADER);
        relay.remind();
        assertThat(wire.take()).containsExactly(Samples.key(2));
        relay.forward(2, Optional.of(SELF));
        relay.remind();
        assertThat(wire.take()).isEmpty();
    }

    @Test
    void aNewLeaderIsToldAtOnce() {
        TransactionRelay relay = relay(ConsensusMode.BFT);
        given(relay, 1);
        relay.forward(1, LEADER);
        relay.forward(2, NEXT);
        assertThat(wire.take()).containsExactly(Samples.key(2), Samples.key(3));
    }

    @Test
    void withoutALeaderItIsKeptAndShown() {
        TransactionRelay relay = relay(ConsensusMode.BFT);
        given(relay, 1);
        relay.forward(1, Optional.empty());
        assertThat(wire.take()).isEmpty();
        relay.forward(1 + SECOND, Optional.empty());
        assertThat(wire.take()).hasSize(3);
        relay.forward(2 + SECOND, LEADER);
        assertThat(wire.take()).containsExactly(Samples.key(2));
    }
}
