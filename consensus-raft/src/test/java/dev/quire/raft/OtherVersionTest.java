package dev.quire.raft;

import static dev.quire.raft.EngineFixture.N2;
import static dev.quire.raft.EngineFixture.N3;
import static dev.quire.raft.EngineFixture.only;
import static dev.quire.raft.EngineFixture.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStatus.Role;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A member that is restarted by a version that finds its own uncommitted blocks wrong (spec, section 6, rule 5). */
class OtherVersionTest {
    private static final Verdict DIVERGED = new Verdict.Diverged(3, "key k differs");
    private static final List<Entry> LOG = TestBlocks.chain(1, 2, 2);
    private static final Entry OTHER =
            new Entry(3, TestBlocks.block(LOG.get(0).block().hash(), 2, 77, N2));

    /** Entries 2 and 3 of term 2 are wrong now. */
    private final EngineFixture n1 = EngineFixture.refusing(2, 3, 2, 1, 2, 2);

    private boolean votesFor(long term, long lastTerm, long lastHeight) {
        n1.receive(N3, new RaftMessage.RequestVote(term, lastTerm, lastHeight, false));
        return to(N3, n1.persistAll()).contains(new RaftMessage.VoteReply(term, true));
    }

    private static RaftMessage.Append append(long term, long commitHeight, Entry... entries) {
        return new RaftMessage.Append(term, 1, 1, commitHeight, 0, List.of(entries));
    }

    @Test
    void itDoesNotCampaign() {
        for (int timeout = 0; timeout < 20; timeout++) {
            assertThat(n1.timeOut()).isEmpty();
        }
        assertThat(n1.status().role()).isEqualTo(Role.FOLLOWER);
        n1.receive(N2, append(2, 0));
        n1.receive(N2, new RaftMessage.TimeoutNow(2));
        assertThat(n1.status().role()).isEqualTo(Role.FOLLOWER);
    }

    /** Two others may have committed it, this member's acknowledgement among those that were counted. */
    @Test
    void itVotesOnlyForALogThatHasTheBlocks() {
        assertThat(votesFor(3, 1, 9)).isFalse();
        assertThat(votesFor(4, 2, 2)).isFalse();
        assertThat(votesFor(5, 2, 3)).isTrue();
        assertThat(votesFor(6, 3, 2)).isTrue();
    }

    /** It promised that they are durable here, which they are; it can promise nothing of what stands on them. */
    @Test
    void itAcknowledgesTheBlocksStillAndNoneAboveThem() {
        Entry above = new Entry(2, TestBlocks.block(LOG.get(2).block().hash(), 4, 9, N2));
        List<Effect> received = n1.receive(N2, append(2, 0, LOG.get(1), LOG.get(2), above));
        assertThat(received).doesNotHaveAnyElementsOfTypes(Effect.Validate.class, Effect.Persist.class);
        assertThat(to(N2, received)).containsExactly(new RaftMessage.Accepted(2, 1, 3, 0, 0, false));
    }

    @Test
    void itStopsOnceTheyAreCommitted() {
        List<Effect> received = n1.receive(N2, append(2, 3, LOG.get(1), LOG.get(2)));
        assertThat(only(Effect.Committed.class, received))
                .containsExactly(new Effect.Committed(1, LOG.get(0).block().hash()));
        assertThat(only(Effect.Validate.class, received))
                .singleElement()
                .satisfies(
                        asked -> assertThat(asked.block()).isEqualTo(LOG.get(1).block()));
        assertThat(only(Effect.Halt.class, n1.judge(received, DIVERGED)))
                .singleElement()
                .satisfies(halt -> assertThat(halt.why()).contains("height 2", "key k differs"));
    }

    @Test
    void itStopsAlsoIfTheyAreRightThen() {
        List<Effect> received = n1.receive(N2, append(2, 3, LOG.get(1), LOG.get(2)));
        assertThat(only(Effect.Halt.class, n1.judge(received, new Verdict.Valid())))
                .singleElement()
                .satisfies(halt -> assertThat(halt.why()).contains("height 2", "not deterministic"));
    }

    @Test
    void onceALeaderReplacesThemItIsAMemberLikeAnyOther() {
        List<Effect> valid = n1.judge(n1.receive(N2, append(3, 0, OTHER)), new Verdict.Valid());
        assertThat(only(Effect.Persist.class, valid))
                .singleElement()
                .satisfies(persist -> assertThat(persist.entries()).containsExactly(OTHER));
        n1.persistAll();
        n1.timeOut();
        assertThat(n1.status().role()).isEqualTo(Role.CANDIDATE);
        assertThat(votesFor(4, 2, 3)).isFalse();
        assertThat(votesFor(5, 3, 2)).isTrue();
    }
}
