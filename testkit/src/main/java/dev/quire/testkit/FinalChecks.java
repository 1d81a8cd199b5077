package dev.quire.testkit;

import static dev.quire.testkit.InvariantViolation.require;

import dev.quire.codec.Bytes;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.spi.ledger.CommittedBlock;
import dev.quire.spi.state.StateView;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is asked at the end, when all nodes have come together: nothing acknowledged is lost (I4), every operation took
 * effect once or not at all and as its client was told (I6), the history is that of one map (I5), and linearizable by
 * itself (I7).
 */
record FinalChecks(List<SimNode> nodes, CommittedChain chain, History history) {
    private static final Bytes FIRST_KEY = Bytes.utf8("a");
    private static final Bytes LAST_KEY = Bytes.utf8("z");

    /** Returns of how many keys' histories the checker does not know whether they are linearizable. */
    long run() {
        KeyValueModel model = new KeyValueModel();
        TreeMap<Long, TreeMap<Bytes, Bytes>> states = new TreeMap<>();
        states.put(0L, new TreeMap<>());
        for (CommittedBlock block : chain.blocks()) {
            model.apply(block);
            states.put(block.height(), new TreeMap<>(model.state()));
        }
        for (History.Read read : history.reads()) {
            Optional<Bytes> expected =
                    Optional.ofNullable(states.get(read.height())).map(state -> state.get(read.key()));
            require(read.value().equals(expected), "%s, but the key held %s there", read, expected);
        }
        for (SimNode node : nodes) {
            requireSameState(node, model.state());
        }
        new Outcomes(nodes, chain, history).requireSame();
        return new ClientsView(history, chain).requireLinearizable();
    }

    private void requireSameState(SimNode node, SortedMap<Bytes, Bytes> expected) {
        TreeMap<Bytes, Bytes> found = node.ledger().read(KeyValueStateMachine.ID, (height, state) -> {
            TreeMap<Bytes, Bytes> all = new TreeMap<>();
            for (StateView.Entry entry : state.range(FIRST_KEY, LAST_KEY, 1_000)) {
                all.put(entry.key(), entry.value());
            }
            return all;
        });
        require(found.equals(expected), "%s holds %s instead of %s", node, found, expected);
    }
}
