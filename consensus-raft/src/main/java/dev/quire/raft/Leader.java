package dev.quire.raft;

import dev.quire.block.Block;
import dev.quire.block.PublicKey;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.Entry;
import java.util.List;
import java.util.Optional;

/** Proposes, replicates, commits by counting, seals, and answers reads, as long as a majority hears it. */
final class Leader extends Role {
    private final CommitRule commitRule;
    private final Replication replication;
    private final Proposer proposer;
    private final ReadIndex reads;
    private final SealRound sealing;
    private final Transfer transfer;
    private long heartbeatMicros;

    Leader(Replica me, RaftEngine engine, Seals seals, CommitRule commitRule) {
        super(me, engine);
        this.commitRule = commitRule;
        this.replication = new Replication(me);
        this.proposer = new Proposer(me);
        this.reads = new ReadIndex(me, replication);
        this.sealing = new SealRound(me, replication, seals);
        this.transfer = new Transfer(me, replication, proposer);
    }

    @Override
    EngineStatus.Role name() {
        return EngineStatus.Role.LEADER;
    }

    @Override
    Optional<PublicKey> leader() {
        return Optional.of(me.self);
    }

    @Override
    boolean hearsLeader() {
        return true;
    }

    @Override
    void enter() {
        heartbeat();
        proposer.propose();
        sealing.begin();
    }

    @Override
    void exit() {
        reads.giveUpAll();
    }

    private void heartbeat() {
        heartbeatMicros = me.now() + me.config.heartbeatMicros();
        replication.heartbeat();
    }

    /** Nothing of a leader's is more urgent than a heartbeat, so all timers are looked at with it. */
    @Override
    long deadlineMicros() {
        return heartbeatMicros;
    }

    @Override
    void tick() {
        if (me.now() < heartbeatMicros) {
            return;
        }
        long majorityHeard = replication.majority(me.now(), Progress::heardMicros);
        if (me.now() - majorityHeard >= me.config.electionTimeoutMaxMicros()) {
            engine.becomeFollower(me.term(), Optional.empty());
            return;
        }
        if (leaveIfHopeless()) {
            return;
        }
        heartbeat();
        reads.tick();
        sealing.tick();
        transfer.tick();
        proposer.propose();
    }

    @Override
    void receive(PublicKey from, RaftMessage message) {
        Progress peer = replication.of(from).orElseThrow();
        peer.heard(me.now());
        if (message instanceof RaftMessage.AppendReply reply) {
            peer.heard(reply);
            replied(peer, reply);
        } else if (message instanceof RaftMessage.Refused refused) {
            refused(peer, refused);
        } else if (message instanceof RaftMessage.Seal seal) {
            sealing.received(from, seal.height(), seal.blockHash(), seal.signature());
        } else if (message instanceof RaftMessage.ReadAsk ask) {
            reads.add(from, ask.readId());
        } else if (message instanceof RaftMessage.RecoverAsk ask) {
            long height = peer.recovers(ask.recovery(), me.log.lastHeight() + 1);
            me.out.send(from, new RaftMessage.RecoverUpTo(me.term(), ask.recovery(), height));
            proposer.wanted(height);
            proposer.propose();
        }
    }

    private void replied(Progress peer, RaftMessage.AppendReply reply) {
        if (reply instanceof RaftMessage.Accepted accepted) {
            peer.accepted(accepted);
            advanceCommit();
            transfer.advance();
        } else if (reply instanceof RaftMessage.Rejected rejected) {
            replication.rejected(peer, rejected);
        }
        replication.pump(peer);
        reads.advance();
    }

    private void advanceCommit() {
        long majorityHas = replication.majority(me.log.durableHeight(), Progress::matchHeight);
        if (majorityHas > me.log.committedHeight() && commitRule.mayCommit(me.log.termAt(majorityHas), me.term())) {
            me.commitTo(majorityHas);
            replication.announceCommit();
            proposer.propose();
            reads.advance();
            sealing.begin();
        }
    }

    private void refused(Progress peer, RaftMessage.Refused refused) {
        if (!me.log.has(refused.entryTerm(), refused.height())) {
            return;
        }
        peer.refused(refused.height());
        leaveIfHopeless();
    }

    /**
     * Whether too few are left who can take one of the entries: others have refused it, or are recovering and count for
     * nothing before a later one commits. Then this member leads no more.
     */
    private boolean leaveIfHopeless() {
        long height = replication.firstThatNoMajorityTakes();
        if (height <= me.log.committedHeight() || height > me.log.lastHeight()) {
            return false;
        }
        me.refusedByOthers(me.log.termAt(height), height);
        engine.becomeFollower(me.term(), Optional.empty());
        return true;
    }

    @Override
    void built(long requestId, Optional<Block> block) {
        Optional<Entry> entry = proposer.built(requestId, block);
        if (entry.isPresent()) {
            me.log.append(entry.get());
            // The own disk and the others work at the same time; this member counts itself once it is durable.
            me.out.persist(List.of(entry.get()), me.log.committedHeight());
            replication.pumpAll();
        }
        proposer.propose();
    }

    @Override
    void persisted() {
        advanceCommit();
    }

    @Override
    void workWaiting() {
        proposer.propose();
    }

    @Override
    void applied() {
        sealing.begin();
    }

    @Override
    void ownSeal(Seals.OwnSeal seal) {
        sealing.received(me.self, seal.height(), seal.blockHash(), seal.signature());
    }

    @Override
    void loaded(long requestId, List<Entry> entries) {
        replication.loaded(requestId, entries);
    }

    @Override
    void readRequested(long requestId) {
        reads.add(me.self, requestId);
    }

    @Override
    void connected(PublicKey peer) {
        replication.of(peer).ifPresent(progress -> {
            progress.reconnected();
            replication.probe(progress);
        });
    }

    @Override
    void gone(PublicKey peer) {
        reads.gone(peer);
        replication.of(peer).ifPresent(progress -> progress.probe(progress.nextHeight()));
    }

    @Override
    void transferAsked(PublicKey target) {
        transfer.begin(target);
    }

    @Override
    List<EngineStatus.PeerProgress> progress() {
        return replication.progress();
    }
}
