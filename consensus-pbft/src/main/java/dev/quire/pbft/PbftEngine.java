package dev.quire.pbft;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.PublicKey;
import dev.quire.block.VoteKind;
import dev.quire.codec.MalformedException;
import dev.quire.spi.consensus.BrokenInvariantException;
import dev.quire.spi.consensus.ConsensusEngine;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.EngineStart.PreparedBlock;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.EngineStatus.PeerProgress;
import dev.quire.spi.consensus.EngineStatus.Role;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Input;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Each input is noted where it belongs; then every part goes as far as what is known now allows it. So nothing depends
 * on the order in which messages come, and an answer from the runtime is an input like any other.
 */
final class PbftEngine implements ConsensusEngine {
    private final Replica me;
    private final Hints hints = new Hints();
    private final Views views;
    private final Votes votes;
    private final Proposals proposals;
    private final Judge judge;
    private final OpenEntry openEntry;
    private final Agreement agreement;
    private final Proposer proposer;
    private final Finality finality;
    private final CatchUp catchUp;
    private final BlockFetch fetch;
    private final BlockServer server;
    private final Gossip gossip;
    private final Reads reads;
    private final Recovering recovering;
    private final Assistance assistance;
    private final TreeSet<PublicKey> connected = new TreeSet<>();
    private EngineStatus announced;

    PbftEngine(long nowMicros, EngineStart start, PbftConfig config, Rules rules) {
        me = new Replica(nowMicros, start, config, rules);
        views = new Views(me, start, hints, this::viewChanged);
        votes = new Votes(me);
        proposals = new Proposals(me);
        judge = new Judge(me, proposals);
        // What it refuses it still has taken and may have voted for; it is judged again if the members certify it.
        Stream.concat(
                        start.uncommitted().stream().map(Entry::block),
                        start.prepared().map(PreparedBlock::block).stream())
                .filter(block -> !start.refuses(block))
                .forEach(judge::isValid);
        openEntry = new OpenEntry(me, start.uncommitted());
        agreement = new Agreement(me, views, votes, proposals, judge, openEntry, prepared(start), start.prepared());
        assistance = new Assistance(me, views);
        proposer = new Proposer(me, start, views, votes, proposals, judge, agreement, assistance);
        finality = new Finality(me, votes, judge, openEntry, this::committed);
        catchUp = new CatchUp(me, finality);
        fetch = new BlockFetch(me, proposals);
        server = new BlockServer(me);
        recovering = new Recovering(me, views, this::recoveryNews);
        gossip = new Gossip(me, views, agreement, proposals, catchUp, recovering);
        reads = new Reads(me, agreement);
        // It may be one above: formed, and lost before the record that says so.
        start.newestCertificate().ifPresent(finality::learn);
        announced = status();
    }

    private Optional<PreparedCertificate> prepared(EngineStart start) {
        Optional<PreparedBlock> found =
                start.prepared().filter(one -> one.prepared().height() == me.chain.openHeight());
        try {
            return found.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            PreparedCertificate.decode(found.get().prepared().proof()));
        } catch (MalformedException e) {
            throw new BrokenInvariantException(
                    "the journal holds a prepared certificate that this version cannot read: " + e.getMessage(), e);
        }
    }

    @Override
    public List<Effect> step(long nowMicros, Input input) {
        if (me.isHalted()) {
            return List.of();
        }
        me.now(nowMicros);
        if (!me.out.answered(input)) {
            take(input);
        }
        judge.tick();
        advance();
        if (!me.isHalted()) {
            announceStatus();
        }
        return me.out.finish();
    }

    private void take(Input input) {
        if (input instanceof Input.MessageReceived received) {
            if (me.peers().contains(received.from())) {
                receive(received.from(), (PbftMessage) received.message());
            }
        } else if (input instanceof Input.WorkWaiting waiting) {
            me.workWaiting(true);
            if (waiting.overdue()) {
                views.timer().overdue();
            }
        } else if (input instanceof Input.WorkPassedOver && !catchUp.isFarBehind()) {
            views.abandon();
        } else if (input instanceof Input.ReadRequested read) {
            reads.add(read.requestId());
        } else if (input instanceof Input.PeerConnected peer) {
            connected.add(peer.peer());
            gossip.connected(peer.peer());
        } else if (input instanceof Input.PeerGone peer) {
            connected.remove(peer.peer());
        } else if (input instanceof Input.TransferAsked) {
            if (views.isActive() && views.leader() == me.index && me.members.size() > 1) {
                views.leave();
            }
        } else if (input instanceof Input.MembershipChanged changed
                && !changed.membership().equals(me.membership)) {
            me.halt(
                    "the members changed with a committed block, and this version cannot follow: it needs one that can");
        }
    }

    private void receive(PublicKey from, PbftMessage message) {
        if (message instanceof PbftMessage.PrePrepare proposal) {
            receive(from, proposal);
        } else if (message instanceof PbftMessage.Ballot ballot) {
            receive(from, ballot);
        } else if (message instanceof ViewChange change) {
            change.certificate().ifPresent(certificate -> learn(from, certificate));
            views.receive(change);
        } else if (message instanceof NewView newView) {
            newView.certificate().ifPresent(certificate -> learn(from, certificate));
            views.receive(newView, false);
        } else if (message instanceof PbftMessage.Progress progress) {
            receive(from, progress);
        } else if (message instanceof PbftMessage.Certified certified) {
            learn(from, certified.certificate());
        } else if (message instanceof PbftMessage.BlocksWanted wanted) {
            server.blocksWanted(from, wanted.fromHeight());
        } else if (message instanceof PbftMessage.Blocks blocks) {
            catchUp.receive(from, blocks);
        } else if (message instanceof PbftMessage.BlockWanted wanted) {
            server.blockWanted(from, wanted, agreement);
        } else if (message instanceof PbftMessage.OneBlock one) {
            fetch.receive(from, one.block());
        } else if (message instanceof PbftMessage.ReadAsk ask) {
            reads.asked(from, ask.nonce(), views.view());
        } else if (message instanceof PbftMessage.ReadAnswer answer) {
            answer.certificate().ifPresent(certificate -> learn(from, certificate));
            reads.receive(from, answer);
            recovering.receive(me.members.indexOf(from), answer);
        }
    }

    /**
     * What is signed of a proposal, its header's hash, counts whoever hands it on. The block's certificate and the view's
     * beginning are not signed with it, so they are taken from the proposer alone.
     */
    private void receive(PublicKey from, PbftMessage.PrePrepare proposal) {
        long height = proposal.height();
        int proposer = me.members.proposer(height, proposal.view());
        boolean isItsOwn = from.equals(me.members.key(proposer));
        proposal.block().lastCertificate().ifPresent(certificate -> learn(from, certificate));
        proposal.newView().ifPresent(newView -> {
            newView.certificate().ifPresent(certificate -> learn(from, certificate));
            views.receive(newView, isItsOwn);
        });
        if (votes.isNear(height, proposal.view(), views.view())) {
            votes.add(
                    VoteKind.PROPOSE,
                    height,
                    proposal.view(),
                    proposer,
                    proposal.block().hash(),
                    proposal.signature());
            if (isItsOwn) {
                proposals.add(proposal, height == me.chain.openHeight() && proposal.view() == views.view());
            }
        }
    }

    private void receive(PublicKey from, PbftMessage.Ballot ballot) {
        if (votes.isNear(ballot.height(), ballot.view(), views.view())) {
            int sender = me.members.indexOf(from);
            votes.add(ballot.kind(), ballot.height(), ballot.view(), sender, ballot.blockHash(), ballot.signature());
        }
    }

    private void receive(PublicKey from, PbftMessage.Progress progress) {
        int member = me.members.indexOf(from);
        hints.add(member, progress);
        assistance.said(member, progress);
        progress.recovery().ifPresent(wanted -> assistance.asked(member, wanted));
        gossip.receive(from, progress);
    }

    private void learn(PublicKey from, Certificate certificate) {
        finality.learn(certificate);
        if (certificate.height() > me.chain.committedHeight()) {
            catchUp.proven(certificate.height(), from);
        }
    }

    private void advance() {
        finality.advance(agreement, fetch);
        catchUp.advance();
        if (me.isHalted()) {
            return;
        }
        views.advance(
                agreement.prepared(),
                agreement.isOpen() || views.forced(me.chain.openHeight()).isPresent());
        if (!finality.isOpen()) {
            agreement.advance();
            proposer.advance(fetch);
        }
        fetch.tick();
        reads.advance();
        recovering.advance();
        gossip.tick();
    }

    private void committed(Block block) {
        agreement.committed();
        votes.prune(views.view());
        proposals.prune(votes, views.view());
        judge.prune();
        views.timer().progress();
        gossip.news();
    }

    private void viewChanged() {
        votes.prune(views.view());
        proposals.prune(votes, views.view());
        gossip.news();
    }

    private void recoveryNews() {
        if (!me.isRecovering()) {
            agreement.recovered();
        }
        gossip.now();
    }

    private void announceStatus() {
        EngineStatus now = status();
        if (now.isNewsAfter(announced)) {
            announced = now;
            me.out.add(new Effect.StatusChanged(now));
        }
    }

    @Override
    public long nextDeadlineMicros() {
        long next = Math.min(views.timer().deadlineMicros(), judge.deadlineMicros());
        next = Math.min(next, Math.min(gossip.deadlineMicros(), reads.deadlineMicros()));
        next = Math.min(next, recovering.deadlineMicros());
        next = Math.min(next, Math.min(catchUp.deadlineMicros(), fetch.deadlineMicros()));
        return Math.min(next, proposer.deadlineMicros());
    }

    @Override
    public EngineStatus status() {
        long height = me.chain.committedHeight();
        Role role = role();
        List<PeerProgress> peers = role != Role.LEADER
                ? List.of()
                : me.peers().stream()
                        .map(peer -> new PeerProgress(
                                peer, hints.committedHeight(me.members.indexOf(peer)), connected.contains(peer)))
                        .toList();
        return new EngineStatus(
                role, leader(), views.view(), height, openEntry.isPresent() ? height + 1 : height, peers);
    }

    private Role role() {
        if (me.isRecovering()) {
            return Role.RECOVERING;
        }
        if (!views.isActive()) {
            return Role.CANDIDATE;
        }
        return views.leader() == me.index ? Role.LEADER : Role.FOLLOWER;
    }

    /** Whom transactions go to: a member that is alone in asking for a new view sends them to whom the others follow. */
    private Optional<PublicKey> leader() {
        if (me.isRecovering() && views.leader() == me.index) {
            return Optional.empty();
        }
        if (views.isActive()) {
            return Optional.of(me.members.key(views.leader()));
        }
        return me.chain
                .newestCertificate()
                .map(newest -> me.members.key(me.members.proposer(me.chain.openHeight(), newest.view())))
                .filter(key -> !key.equals(me.self));
    }
}
