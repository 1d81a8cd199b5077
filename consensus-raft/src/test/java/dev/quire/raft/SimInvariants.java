package dev.quire.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.hash.Hash;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.Entry;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What must hold after every event (Raft paper, figure 3, and the promises of durability). Remembers over restarts. */
final class SimInvariants {
    private record Place(long term, long height) {}

    private record Linked(Hash hash, Hash parent) {}

    private record Ballot(int node, long term) {}

    private final Map<Long, Integer> leaders = new HashMap<>();
    private final Map<Long, Hash> committed = new HashMap<>();
    private final Map<Place, Linked> places = new HashMap<>();
    private final Map<Ballot, Integer> votes = new HashMap<>();
    private long highestCommitted;

    long highestCommitted() {
        return highestCommitted;
    }

    /** Election safety, and leader completeness for one that is new. */
    void statusSeen(SimNode node, EngineStatus status) {
        if (status.role() != EngineStatus.Role.LEADER) {
            return;
        }
        Integer earlier = leaders.putIfAbsent(status.term(), node.number());
        if (earlier == null) {
            committed.forEach((height, hash) -> assertThat(node.logHashAt(height))
                    .as("leader completeness: the leader %s of term %s at height %s", node, status.term(), height)
                    .isEqualTo(hash));
        } else {
            assertThat(earlier)
                    .as("election safety: leaders of term %s", status.term())
                    .isEqualTo(node.number());
        }
    }

    /** Log matching: a place of one term has one block, and one parent. */
    void appended(Entry entry) {
        Linked linked = new Linked(entry.block().hash(), entry.block().header().previousHash());
        Linked earlier = places.putIfAbsent(new Place(entry.term(), entry.height()), linked);
        assertThat(earlier == null ? linked : earlier)
                .as("log matching: entry %s of term %s", entry.height(), entry.term())
                .isEqualTo(linked);
    }

    /** State machine safety, and what a commit promises: a majority has it on disk. */
    void committed(long height, Hash hash, Collection<SimNode> nodes) {
        Hash earlier = committed.putIfAbsent(height, hash);
        assertThat(earlier == null ? hash : earlier)
                .as("state machine safety: block committed at height %s", height)
                .isEqualTo(hash);
        if (earlier == null) {
            long durable = nodes.stream()
                    .filter(n -> n.hasDecayed() || n.disk().has(height, hash))
                    .count();
            assertThat(durable)
                    .as("nodes with block %s on disk when it commits", height)
                    .isGreaterThan(nodes.size() / 2);
            highestCommitted = Math.max(highestCommitted, height);
        }
    }

    /** A member votes once per term, whatever it forgets. */
    void voted(int node, long term, int candidate) {
        Integer earlier = votes.putIfAbsent(new Ballot(node, term), candidate);
        assertThat(earlier == null ? candidate : earlier)
                .as("vote of node %s in term %s", node, term)
                .isEqualTo(candidate);
    }
}
