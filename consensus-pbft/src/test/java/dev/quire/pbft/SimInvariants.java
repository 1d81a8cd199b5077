package dev.quire.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Certificate;
import dev.quire.block.Certificate.MemberSignature;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Evidence;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Membership;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What must hold of the honest members after every event, over restarts. */
final class SimInvariants {
    private record Place(int member, VoteKind kind, long height, long view) {}

    private final Membership members;
    private final Set<Integer> liars;
    private final Map<Long, Hash> committed = new HashMap<>();
    private final Map<Place, Hash> signed = new HashMap<>();
    private final Map<Integer, Long> left = new HashMap<>();
    private long highestCommitted;

    SimInvariants(Membership members, Set<Integer> liars) {
        this.members = members;
        this.liars = liars;
    }

    long highestCommitted() {
        return highestCommitted;
    }

    /** Agreement. */
    void committed(int member, long height, Hash hash) {
        Hash earlier = committed.putIfAbsent(height, hash);
        assertThat(hash)
                .as("agreement: block committed at height %s by member %s", height, member)
                .isEqualTo(earlier == null ? hash : earlier);
        highestCommitted = Math.max(highestCommitted, height);
    }

    /** A certificate convinces who knows nothing but the members, and is of the block that commits. */
    void certified(Certificate certificate) {
        assertThat(certificate.mode()).isEqualTo(ConsensusMode.BFT);
        assertThat(certificate.memberSetHash()).isEqualTo(members.voters().hash());
        assertThat(certificate.signatures())
                .as("signatures of %s", certificate)
                .hasSizeGreaterThanOrEqualTo(members.voters().quorum());
        Vote vote = certificate.vote(TestBlocks.CHAIN);
        for (MemberSignature one : certificate.signatures()) {
            assertThat(one.signature()).isEqualTo(TestBlocks.sign(one.memberIndex(), vote));
        }
        Hash earlier = committed.putIfAbsent(certificate.height(), certificate.blockHash());
        assertThat(certificate.blockHash())
                .as("agreement: block certified at height %s", certificate.height())
                .isEqualTo(earlier == null ? certificate.blockHash() : earlier);
    }

    /** No honest member says two things in one place, or votes in a view that it has left; whatever it forgets. */
    void signed(int member, Vote vote) {
        if (vote.kind() == VoteKind.STATUS) {
            return;
        }
        long leftBelow = left.getOrDefault(member, 0L);
        if (vote.kind() == VoteKind.VIEW_CHANGE) {
            left.put(member, Math.max(leftBelow, vote.view()));
            return;
        }
        assertThat(vote.view())
                .as("member %s has left the views below %s and votes %s", member, leftBelow, vote)
                .isGreaterThanOrEqualTo(leftBelow);
        Hash earlier = signed.putIfAbsent(new Place(member, vote.kind(), vote.height(), vote.view()), vote.blockHash());
        assertThat(vote.blockHash())
                .as("member %s signs twice: %s", member, vote)
                .isEqualTo(earlier == null ? vote.blockHash() : earlier);
    }

    /** Only liars are accused, and by what they signed. */
    void evidence(Evidence evidence) {
        assertThat(evidence).isInstanceOf(Evidence.DoubleVote.class);
        Evidence.DoubleVote lie = (Evidence.DoubleVote) evidence;
        assertThat(liars).as("accused of %s", lie).contains(TestBlocks.index(lie.member()));
        assertThat(lie.first().blockHash()).isNotEqualTo(lie.second().blockHash());
        assertThat(lie.firstSignature())
                .isEqualTo(TestBlocks.sign(lie.member(), lie.first().signingBytes()));
        assertThat(lie.secondSignature())
                .isEqualTo(TestBlocks.sign(lie.member(), lie.second().signingBytes()));
    }
}
