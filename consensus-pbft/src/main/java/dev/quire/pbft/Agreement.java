package dev.quire.pbft;

import dev.quire.block.Block;
import dev.quire.block.PublicKey;
import dev.quire.block.VoteKind;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.EngineStart.PreparedBlock;
import dev.quire.spi.consensus.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From the proposal for the open height in the present view to this member's COMMIT: validate, block durable, PREPARE,
 * a quorum of PREPAREs durable, COMMIT.
 */
final class Agreement {
    private final Replica me;
    private final Views views;
    private final Votes votes;
    private final Proposals proposals;
    private final Judge judge;
    private final OpenEntry openEntry;
    private Round round;
    private Optional<PreparedCertificate> prepared;
    private Optional<Block> preparedBlock;

    Agreement(
            Replica me,
            Views views,
            Votes votes,
            Proposals proposals,
            Judge judge,
            OpenEntry openEntry,
            Optional<PreparedCertificate> prepared,
            Optional<PreparedBlock> atStart) {
        this.me = me;
        this.views = views;
        this.votes = votes;
        this.proposals = proposals;
        this.judge = judge;
        this.openEntry = openEntry;
        this.prepared = prepared;
        this.preparedBlock = prepared.isPresent() ? atStart.map(PreparedBlock::block) : Optional.empty();
        this.round = new Round(me.chain.openHeight(), views.votingView());
    }

    void advance() {
        if (round.height != me.chain.openHeight() || round.view != views.votingView()) {
            round = new Round(me.chain.openHeight(), views.votingView());
        }
        if (views.mayVote()) {
            round.advance();
        }
    }

    /** From now on this member's votes exist: it looks at the open height anew. */
    void recovered() {
        round = new Round(me.chain.openHeight(), views.votingView());
    }

    /** The newest prepared certificate of the open height that is durable here. */
    Optional<PreparedCertificate> prepared() {
        return prepared;
    }

    /** A block has been proposed or prepared and is not decided. */
    boolean isOpen() {
        return round.block.isPresent() || prepared.isPresent();
    }

    boolean hasProposal() {
        return round.block.isPresent();
    }

    /** This member's votes of the present height and view, to be said again. */
    List<PbftMessage.Ballot> ballots() {
        return List.copyOf(round.ballots);
    }

    /** The block of the open height, if it is prepared durably here in the present view: the next one may build on it. */
    Optional<Block> preparedNow() {
        boolean present = round.height == me.chain.openHeight() && round.view == views.view();
        return present && views.hasBegunDurably() && round.preparedDurable ? round.block : Optional.empty();
    }

    /** A block of the open height that is at hand; what was voted for in earlier views is in the journal. */
    Optional<Block> find(Hash hash) {
        return preparedBlock
                .filter(block -> block.hash().equals(hash))
                .or(() -> openEntry.block(hash))
                .or(() -> proposals.block(hash));
    }

    /** As {@link #find}, if it was found valid here: what this member hands on to others. */
    Optional<Block> findValid(Hash hash) {
        return find(hash).filter(judge::knowsValid);
    }

    /** The height is decided. */
    void committed() {
        prepared = Optional.empty();
        preparedBlock = Optional.empty();
    }

    /** One height in one view. */
    private final class Round {
        private final long height;
        private final long view;
        private final List<PbftMessage.Ballot> ballots = new ArrayList<>();
        private Optional<Block> block = Optional.empty();
        private boolean refused;
        private boolean prepareAsked;
        private boolean preparedFound;
        private boolean preparedDurable;
        private boolean commitAsked;
        private boolean lookedAhead;

        Round(long height, long view) {
            this.height = height;
            this.view = view;
        }

        void advance() {
            if (block.isEmpty() && !refused) {
                accept();
            }
            if (block.isPresent() && judge.knowsValid(block.get())) {
                vote(block.get());
                lookAhead(block.get());
            }
        }

        /** The leader may send the next block before this one commits: it is executed early, and voted for in its turn. */
        private void lookAhead(Block parent) {
            Optional<Block> next = proposals
                    .at(height + 1, view)
                    .map(PbftMessage.PrePrepare::block)
                    .filter(block -> block.header().previousHash().equals(parent.hash()));
            if (next.isPresent() && !lookedAhead) {
                lookedAhead = true;
                Optional<PublicKey> leader = Optional.of(me.members.key(me.members.proposer(height + 1, view)));
                judge.judge(next.get(), leader, verdict -> {});
            }
        }

        private void accept() {
            Optional<Block> taken = openEntry.takenIn(view);
            if (taken.isPresent() && !judge.knowsValid(taken.get())) {
                // Another version of this node wrote it; this one refuses it, and votes for nothing in its place.
                refused = true;
                return;
            }
            Optional<Block> candidate = taken.or(
                            () -> proposals.at(height, view).map(PbftMessage.PrePrepare::block))
                    .filter(proposed -> views.allows(height, proposed.hash()));
            if (candidate.isEmpty()) {
                return;
            }
            Block proposed = candidate.get();
            if (!proposed.header().previousHash().equals(me.chain.committedHash())) {
                refuse();
                return;
            }
            block = candidate;
            Optional<PublicKey> leader = views.forced(height).isPresent()
                    ? Optional.empty()
                    : Optional.of(me.members.key(me.members.proposer(height, view)));
            judge.judge(proposed, leader, this::judged);
        }

        /** A proposal that nobody honest can accept ends the view; one that only this member cannot follow does not. */
        private void judged(Verdict verdict) {
            if (this != round || verdict instanceof Verdict.Valid) {
                return;
            }
            block = Optional.empty();
            refused = true;
            if (verdict instanceof Verdict.Invalid) {
                refuse();
            }
        }

        private void refuse() {
            refused = true;
            if (views.isActive()
                    && views.view() == view
                    && !views.forced(height).isPresent()) {
                views.leave();
            }
        }

        private void vote(Block valid) {
            Hash hash = valid.hash();
            if (openEntry.takenIn(view).isEmpty()) {
                openEntry.persist(view, valid);
            }
            if (!openEntry.isDurable(view, hash)) {
                return;
            }
            if (!prepareAsked) {
                prepareAsked = true;
                cast(VoteKind.PREPARE, hash);
            }
            if (!preparedFound) {
                votes.prepared(height, view, hash).ifPresent(certificate -> persist(certificate, valid));
            }
            boolean mayCommit = preparedDurable || (preparedFound && !me.rules.commitWaitsForDisk());
            if (mayCommit && !commitAsked) {
                commitAsked = true;
                cast(VoteKind.COMMIT, hash);
            }
        }

        private void persist(PreparedCertificate certificate, Block valid) {
            preparedFound = true;
            me.out.persist(
                    Optional.empty(),
                    List.of(),
                    Optional.of(certificate.record()),
                    me.chain.committedHeight(),
                    () -> preparedIsDurable(certificate, valid));
        }

        private void preparedIsDurable(PreparedCertificate certificate, Block valid) {
            preparedDurable = true;
            if (certificate.height() == me.chain.openHeight()) {
                prepared = Optional.of(certificate);
                preparedBlock = Optional.of(valid);
            }
        }

        private void cast(VoteKind kind, Hash hash) {
            me.sign(
                    me.vote(kind, height, view, hash),
                    cast -> cast.ifPresent(signature -> {
                        if (this == round) {
                            votes.add(kind, height, view, me.index, hash, signature);
                            PbftMessage.Ballot ballot = new PbftMessage.Ballot(kind, height, view, hash, signature);
                            ballots.add(ballot);
                            me.broadcast(ballot);
                        }
                    }));
        }
    }
}
