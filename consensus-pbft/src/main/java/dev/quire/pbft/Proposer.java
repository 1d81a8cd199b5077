package dev.quire.pbft;

import dev.quire.block.Block;
import dev.quire.block.Signature;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.EngineStart;
import java.util.Optional;

/** The leader's part: one proposal for each height and view, ever. */
final class Proposer {
    private final Replica me;
    private final Views views;
    private final Votes votes;
    private final Proposals proposals;
    private final Judge judge;
    private final Assistance assistance;
    /** In the view that was durable when the process started it may have proposed before, and no longer knows what. */
    private final long closedView;

    private long height;
    private long view = -1;
    private boolean building;
    /** After a build came to nothing, wait until then: asking again at once would only spin. */
    private long pauseUntilMicros = Long.MIN_VALUE;

    Proposer(
            Replica me,
            EngineStart start,
            Views views,
            Votes votes,
            Proposals proposals,
            Judge judge,
            Assistance assistance) {
        this.me = me;
        this.views = views;
        this.votes = votes;
        this.proposals = proposals;
        this.judge = judge;
        this.assistance = assistance;
        boolean isNew = !start.recovering()
                && start.hardState().term() == 0
                && start.committedHeight() == 0
                && start.uncommitted().isEmpty()
                && start.prepared().isEmpty();
        this.closedView = isNew ? -1 : views.view();
    }

    /** @param agreement finds the block that the view must begin with */
    void advance(Agreement agreement, BlockFetch fetch) {
        long open = me.chain.openHeight();
        if (me.isRecovering() || !me.proposes(open, views.view())) {
            return;
        }
        if (views.view() == closedView) {
            views.leave();
            return;
        }
        boolean done = height == open && view == views.view();
        if (done || !views.isActive() || !views.mayVote()) {
            return;
        }
        Optional<Hash> forced = views.forced(open);
        if (forced.isPresent()) {
            agreement.find(forced.get()).ifPresentOrElse(this::propose, () -> fetch.want(open, forced.get()));
        } else if (views.allows(open, Hash.ZERO)) {
            build();
        }
    }

    private void build() {
        boolean wanted = me.workWaiting() || assistance.wantsBlock();
        if (building || !wanted || me.now() < pauseUntilMicros) {
            return;
        }
        building = true;
        me.workWaiting(false);
        me.out.build(me.chain.committedHash(), me.chain.committedHeight(), assistance.wantsBlock(), this::built);
    }

    private void built(Optional<Block> block) {
        building = false;
        if (block.isEmpty()) {
            pauseUntilMicros = me.now() + me.config.resendMinMicros();
            return;
        }
        long open = me.chain.openHeight();
        boolean fits = block.get().height() == open
                && block.get().header().previousHash().equals(me.chain.committedHash());
        boolean wanted = views.isActive()
                && me.proposes(open, views.view())
                && views.allows(open, block.get().hash());
        if (fits && wanted && views.view() != closedView) {
            judge.isValid(block.get());
            propose(block.get());
        }
    }

    private void propose(Block block) {
        height = block.height();
        view = views.view();
        long in = view;
        Vote vote = me.vote(VoteKind.PROPOSE, height, in, block.hash());
        me.sign(vote, cast -> {
            if (views.view() != in) {
                return;
            }
            if (cast.isEmpty()) {
                views.leave();
            } else if (me.chain.openHeight() == block.height()) {
                publish(block, in, cast.get());
            }
        });
    }

    /** To the others it goes at once; the own disk works at the same time. */
    private void publish(Block block, long in, Signature signature) {
        var newView = views.basis().filter(basis -> basis.openHeight() == block.height());
        PbftMessage.PrePrepare proposal = new PbftMessage.PrePrepare(in, block, signature, newView);
        votes.add(VoteKind.PROPOSE, block.height(), in, me.index, block.hash(), signature);
        proposals.add(proposal, true);
        me.broadcast(proposal);
    }

    long deadlineMicros() {
        boolean waits = (me.workWaiting() || assistance.wantsBlock()) && me.now() < pauseUntilMicros;
        return waits ? pauseUntilMicros : Long.MAX_VALUE;
    }
}
