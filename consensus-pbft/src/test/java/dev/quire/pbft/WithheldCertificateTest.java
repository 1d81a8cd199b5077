package dev.quire.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.VoteKind;
import dev.quire.hash.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * A liar hears a quorum PREPARE a block, and is the only one that does. It shows that much later, in every view, when the
 * others have voted for other blocks and lost their memory, and it gives the block to nobody (spec, section 3.3).
 */
class WithheldCertificateTest {
    private static final int SIZE = 4;
    private static final int LIAR = 3;
    private static final long SECOND = 1_000_000;

    private final SimCluster cluster = new SimCluster(1, SIZE, 0, new Rules(), false, Optional.of(SimFaults.none()));
    private final List<SimNode> honest = List.of(cluster.node(0), cluster.node(1), cluster.node(2));
    /** View, member: the block that it voted PREPARE for, as the liar heard it. */
    private final Map<Long, Map<Integer, Hash>> heard = new TreeMap<>();

    private final TreeSet<Long> shownIn = new TreeSet<>();
    private Optional<PreparedCertificate> shown = Optional.empty();

    private boolean passes(int from, int to, PbftMessage message) {
        if (to == LIAR) {
            hear(from, message);
            return false;
        }
        if (from == LIAR) {
            return message instanceof ViewChange change && change.prepared().isPresent();
        }
        if (message instanceof PbftMessage.Ballot) {
            return shown.isPresent();
        }
        // There is a VIEW-CHANGE that comes later than the liar's, so no quorum is without that.
        return shown.isEmpty() || !(message instanceof ViewChange) || from != (to + 1) % LIAR;
    }

    private void hear(int from, PbftMessage message) {
        if (message instanceof PbftMessage.Ballot ballot && ballot.kind() == VoteKind.PREPARE) {
            heard.computeIfAbsent(ballot.view(), view -> new TreeMap<>()).put(from, ballot.blockHash());
        }
        if (message instanceof ViewChange change && shown.isPresent() && shownIn.add(change.view())) {
            ViewChange lie = TestBlocks.viewChange(SIZE, LIAR, change.view(), Optional.empty(), shown);
            honest.forEach(node -> cluster.send(LIAR, node.number(), lie));
        }
    }

    /** The blocks that all honest members have voted for, in the order of the views. */
    private List<Hash> votedByAll() {
        List<Hash> all = new ArrayList<>();
        for (Map<Integer, Hash> votes : heard.values()) {
            if (votes.size() == LIAR) {
                all.add(votes.get(0));
            }
        }
        return all;
    }

    @Test
    void blockThatOnlyVotersKnowIsCommittedAfterTheirRestart() {
        assertThat(cluster.config().rotateEveryBlocks()).isZero();
        cluster.gate(this::passes);
        cluster.storm(1);
        while (votedByAll().size() < 3) {
            assertThat(cluster.now()).isLessThan(60 * SECOND);
            cluster.runFor(10_000);
        }
        Hash first = votedByAll().get(0);
        assertThat(votedByAll().subList(1, 3)).doesNotContain(first);
        honest.forEach(SimNode::crash);
        shown = Optional.of(
                TestBlocks.prepared(SIZE, 1, heard.keySet().iterator().next(), first, 0, 1, 2));
        honest.forEach(SimNode::start);
        cluster.runFor(60 * SECOND);
        assertThat(shownIn).isNotEmpty();
        assertThat(honest).allSatisfy(node -> assertThat(node.committedHeight()).isPositive());
        assertThat(honest).allSatisfy(node -> assertThat(node.hashAt(1)).isEqualTo(first));
    }
}
