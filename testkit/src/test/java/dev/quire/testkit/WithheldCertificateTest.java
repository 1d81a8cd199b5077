package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.ConsensusMode;
import dev.quire.block.MemberSet;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.hash.Hash;
import dev.quire.pbft.PbftProtocol;
import dev.quire.pbft.wire.Ballot;
import dev.quire.pbft.wire.PbftFrame;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A liar hears a quorum PREPARE a block, and is the only one that does. It shows that much later, in every view, when the
 * others have voted for other blocks and were all restarted, and it gives the block to nobody (docs/spec/pbft.md, 3.3).
 */
class WithheldCertificateTest {
    private static final long SECOND = 1_000_000;
    private static final int LIAR = 3;

    private final SimCluster cluster = new SimCluster(
            new SimulationConfig(
                    1,
                    4,
                    SimulationConfig.Profile.SMALL,
                    ConsensusMode.BFT,
                    (random, faults) -> new PbftProtocol(),
                    Optional.empty()),
            Optional.of(Faults.none()));
    private final List<SimNode> honest = cluster.nodes().subList(0, LIAR);
    private final PbftForger forger = cluster.forger(cluster.nodes().get(LIAR));
    private final MemberSet members = MemberSet.of(
            ConsensusMode.BFT, cluster.nodes().stream().map(SimNode::key).toList());
    /** A place and a block: who voted PREPARE for it, with the signatures. */
    private final Map<Place, Map<Integer, Bytes>> heard = new TreeMap<>();

    private final Set<Long> shownIn = new HashSet<>();
    private final Set<Frame> lies = new HashSet<>();
    private Optional<Bytes> shown = Optional.empty();
    private boolean withholds;

    private record Place(long height, long view, Hash hash) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byHeight = Long.compare(height, other.height);
            int byView = byHeight != 0 ? byHeight : Long.compare(view, other.view);
            return byView != 0 ? byView : hash.toString().compareTo(other.hash.toString());
        }

        Bytes prepared(Map<Integer, Bytes> signatures) {
            CanonicalWriter out = CanonicalWriter.structure(0x50, 1, 512)
                    .u64(height)
                    .u64(view)
                    .fixed(hash.bytes())
                    .u16(signatures.size());
            signatures.forEach((member, signature) -> out.u16(member).fixed(signature));
            return out.toBytes();
        }
    }

    private boolean passes(int from, int to, Frame frame) {
        if (!withholds || lies.contains(frame)) {
            return true;
        }
        if (from == LIAR || frame.channel() != Channel.CONSENSUS) {
            return from != LIAR && to != LIAR;
        }
        PbftFrame message = PbftForger.header(frame);
        if (to == LIAR) {
            hear(from, message, frame);
            return false;
        }
        if (message.hasBallot()) {
            return shown.isPresent();
        }
        // There is a VIEW-CHANGE that comes later than the liar's, so no quorum is without that.
        return shown.isEmpty() || !message.hasViewChange() || from != (to + 1) % LIAR;
    }

    private void hear(int from, PbftFrame message, Frame frame) {
        Bytes first = frame.attachments().isEmpty()
                ? Bytes.EMPTY
                : frame.attachments().get(0);
        if (message.hasBallot() && !message.getBallot().getCommit()) {
            Ballot ballot = message.getBallot();
            Hash hash = new Hash(Bytes.wrap(ballot.getBlockHash().toByteArray()));
            heard.computeIfAbsent(new Place(ballot.getHeight(), ballot.getView(), hash), place -> new TreeMap<>())
                    .put(members.indexOf(honest.get(from).key()), first);
        }
        if (message.hasViewChange() && shown.isPresent() && shownIn.add(PbftForger.viewOf(first))) {
            Frame lie = forger.viewChange(forger.showing(first, shown.get()));
            lies.add(lie);
            honest.forEach(node -> cluster.network().send(LIAR, node.key(), lie));
        }
    }

    /** What all honest members have voted for, in the order of the views. */
    private List<Place> votedByAll() {
        List<Place> all = new ArrayList<>();
        heard.forEach((place, signatures) -> {
            if (signatures.size() == LIAR) {
                all.add(place);
            }
        });
        return all;
    }

    private void commitOne() {
        History.Operation operation = cluster.clients().probe(honest.get(1));
        long end = cluster.world().time().nowMicros() + 120 * SECOND;
        while (operation.answer().isEmpty() && cluster.world().time().nowMicros() < end) {
            cluster.runFor(SECOND / 20);
        }
        assertThat(operation.answer()).as("%s", cluster.nodes()).isPresent();
    }

    @Test
    void blockThatOnlyVotersKnowIsCommittedAfterTheirRestart() {
        cluster.network().gate(this::passes);
        cluster.nodes().forEach(SimNode::start);
        cluster.runFor(SECOND);
        commitOne();
        withholds = true;
        cluster.clients().probe(honest);
        while (votedByAll().size() < 3) {
            assertThat(cluster.world().time().nowMicros()).isLessThan(60 * SECOND);
            cluster.runFor(SECOND / 20);
        }
        Place first = votedByAll().get(0);
        assertThat(votedByAll().subList(1, 3)).noneMatch(later -> later.hash().equals(first.hash()));
        honest.forEach(SimNode::crash);
        shown = Optional.of(first.prepared(heard.get(first)));
        honest.forEach(SimNode::start);
        commitOne();
        assertThat(shownIn).isNotEmpty();
        assertThat(cluster.chain().hashAt(first.height())).isEqualTo(first.hash());
        withholds = false;
        cluster.heal();
    }
}
