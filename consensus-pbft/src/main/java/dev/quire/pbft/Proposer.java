package dev.quire.pbft;

import dev.quire.block.Block;
import dev.quire.block.Signature;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.EngineStart;
import java.util.Optional;

/**
 * The leader's part: one proposal for each height and view, ever. That of the next height goes out as soon as the block
 * below it is prepared durably here; the others execute it, and vote for it when they have committed the one below.
 */
final class Proposer {
    private final Replica me;
    private final Views views;
    private final Votes votes;
    private final Proposals proposals;
    private final Judge judge;
    private final Agreement agreement;
    private final Assistance assistance;
    /** In the view that was durable when the process started it may have proposed before, and no longer knows what. */
    private final long closedView;

    private long height;
    private long view = -1;
    private boolean building;
    /** A block that is to be proposed again, and was handed to the judge before: it may have a forged body. */
    private Optional<Block> judged = Optional.empty();

    /** After a build came to nothing, wait until then: asking again at once would only spin. */
    private long pauseUntilMicros = Long.MIN_VALUE;

    Proposer(
            Replica me,
            EngineStart start,
            Views views,
            Votes votes,
            Proposals proposals,
            Judge judge,
            Agreement agreement,
            Assistance assistance) {
        this.me = me;
        this.views = views;
        this.votes = votes;
        this.proposals = proposals;
        this.judge = judge;
        this.agreement = agreement;
        this.assistance = assistance;
        boolean isNew = !start.recovering()
                && start.hardState().term() == 0
                && start.committedHeight() == 0
                && start.uncommitted().isEmpty()
                && start.prepared().isEmpty();
        this.closedView = isNew ? -1 : views.view();
    }

    void advance(BlockFetch fetch) {
        long open = me.chain.openHeight();
        if (me.isRecovering()) {
            return;
        }
        if (me.proposes(open, views.view()) && views.view() == closedView) {
            views.leave();
            return;
        }
        if (!views.isActive() || !views.mayVote()) {
            return;
        }
        if (!isProposed(open)) {
            proposeOpen(open, fetch);
        } else if (me.workWaiting()) {
            agreement.preparedNow().ifPresent(parent -> build(parent.height(), parent.hash(), false));
        }
    }

    /** By this member in this view, or it is another's turn. */
    private boolean isProposed(long some) {
        return !me.proposes(some, views.view()) || (height >= some && view == views.view());
    }

    private void proposeOpen(long open, BlockFetch fetch) {
        Optional<Hash> forced = views.forced(open);
        if (forced.isPresent()) {
            agreement.find(forced.get()).ifPresentOrElse(this::proposeAgain, () -> fetch.want(open, forced.get()));
        } else if (me.workWaiting() || assistance.wantsBlock()) {
            build(me.chain.committedHeight(), me.chain.committedHash(), assistance.wantsBlock());
        }
    }

    private void proposeAgain(Block block) {
        if (judge.knowsValid(block)) {
            propose(block);
        } else if (!judged.equals(Optional.of(block))) {
            judged = Optional.of(block);
            judge.judge(
                    block, Optional.empty(), verdict -> judged = judged.filter(one -> !Bodies.isForged(one, verdict)));
        }
    }

    private void build(long parentHeight, Hash parent, boolean allowEmpty) {
        long next = parentHeight + 1;
        boolean may = !isProposed(next) && views.allows(next, Hash.ZERO) && views.view() != closedView;
        if (!building && may && me.now() >= pauseUntilMicros) {
            building = true;
            me.workWaiting(false);
            me.out.build(parent, parentHeight, allowEmpty, this::built);
        }
    }

    private void built(Optional<Block> block) {
        building = false;
        if (block.isEmpty()) {
            pauseUntilMicros = me.now() + me.config.resendMinMicros();
        } else if (views.isActive() && views.view() != closedView && isNext(block.get())) {
            judge.isValid(block.get());
            propose(block.get());
        }
    }

    /** It is this member's to propose, on the committed block or, early, on the one that is prepared. */
    private boolean isNext(Block block) {
        Hash parent = block.header().previousHash();
        boolean fits = block.height() == me.chain.openHeight()
                ? parent.equals(me.chain.committedHash())
                : agreement
                        .preparedNow()
                        .map(Block::hash)
                        .filter(parent::equals)
                        .isPresent();
        return fits && !isProposed(block.height()) && views.allows(block.height(), block.hash());
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
            } else if (block.height() >= me.chain.openHeight()) {
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
