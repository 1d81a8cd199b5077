package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that was shown something else is believed. */
class ClientsViewTest {
    private SimCluster cluster;

    @BeforeEach
    void aWorldInWhichClientsHaveWritten() {
        cluster = new SimCluster(
                Seeds.config(Consensus.RAFT, SimulationConfig.Profile.SMALL, 3), Optional.of(Faults.none()));
        cluster.nodes().forEach(SimNode::start);
        cluster.clients().start();
        cluster.runFor(6_000_000);
        cluster.clients().rest();
        cluster.runFor(1_000_000);
    }

    private void readNow(Bytes key, Optional<Bytes> value) {
        long now = cluster.world().time().nowMicros();
        cluster.clients().history().read(new History.Read(cluster.chain().height(), key, value, now, now));
    }

    private void check() {
        new ClientsView(cluster.clients().history(), cluster.chain()).requireLinearizable();
    }

    @Test
    void everyReadOfAnEarlierValueIsFound() {
        KeyValueModel model = new KeyValueModel();
        Map<Bytes, List<Optional<Bytes>>> earlier = new HashMap<>();
        cluster.chain().blocks().forEach(block -> {
            model.apply(block);
            model.state()
                    .forEach((key, value) -> earlier.computeIfAbsent(key, any -> new ArrayList<>())
                            .add(Optional.of(value)));
        });
        assertThat(earlier).isNotEmpty();
        for (Bytes key : earlier.keySet()) {
            Optional<Bytes> held = Optional.ofNullable(model.state().get(key));
            readNow(key, held);
            check();
            Optional<Bytes> stale = earlier.get(key).stream()
                    .filter(value -> !value.equals(held))
                    .findFirst()
                    .orElseThrow();
            List<History.Read> reads = cluster.clients().history().reads();
            readNow(key, stale);
            assertThatThrownBy(this::check)
                    .isInstanceOf(InvariantViolation.class)
                    .hasMessageContaining(key.toUtf8());
            reads.remove(reads.size() - 1);
        }
    }
}
