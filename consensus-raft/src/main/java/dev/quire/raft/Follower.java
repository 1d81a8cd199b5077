package dev.quire.raft;

import dev.quire.block.PublicKey;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.BrokenInvariantException;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Follows one leader of one term, or waits for one: validate, append, acknowledge, in this order. */
final class Follower extends Role {
    private record Refusal(long term, long height, Hash blockHash, String why) {}

    private final Seals seals;
    private final Optional<PublicKey> leader;
    private final Intake intake;
    private final ForwardedReads reads;
    private long heardMicros;
    private long electionMicros;
    private long round;
    private long leaderCommit;
    /** Up to here the log is known to be the leader's. */
    private long matchedHeight;

    private long acknowledgedHeight;
    private Optional<Refusal> refusal = Optional.empty();
    /** The question about an entry that is committed and was wrong at the start. */
    private long wrongId;

    Follower(Replica me, RaftEngine engine, Seals seals, Optional<PublicKey> leader) {
        super(me, engine);
        this.seals = seals;
        this.leader = leader;
        this.intake = new Intake(me, leader.orElse(me.self));
        this.reads = new ForwardedReads(me);
        this.matchedHeight = me.log.committedHeight();
        this.heardMicros = me.now();
        restartElectionTimer();
    }

    private void restartElectionTimer() {
        // Alone, there is nobody to wait for.
        electionMicros = me.now() + (me.members() == 1 ? 0 : me.electionTimeoutMicros());
    }

    @Override
    EngineStatus.Role name() {
        return me.isRecovering() ? EngineStatus.Role.RECOVERING : EngineStatus.Role.FOLLOWER;
    }

    @Override
    Optional<PublicKey> leader() {
        return leader;
    }

    @Override
    boolean hearsLeader() {
        return leader.isPresent() && me.now() - heardMicros < me.config.electionTimeoutMinMicros();
    }

    @Override
    long deadlineMicros() {
        return Math.min(electionMicros, Math.min(intake.retryMicros(), reads.deadlineMicros()));
    }

    @Override
    void tick() {
        reads.tick();
        intake.tick();
        me.recovery.tick();
        if (me.now() < electionMicros) {
            return;
        }
        if (me.mayCampaign()) {
            engine.becomePreCandidate();
        } else {
            engine.becomeFollower(me.term(), Optional.empty());
        }
    }

    @Override
    void exit() {
        reads.giveUpAll();
    }

    @Override
    void voteGranted() {
        restartElectionTimer();
    }

    @Override
    void readRequested(long requestId) {
        if (leader.isPresent()) {
            reads.forward(requestId, leader.get());
        } else {
            me.out.add(new Effect.AnswerRead(requestId, OptionalLong.empty()));
        }
    }

    @Override
    void receive(PublicKey from, RaftMessage message) {
        if (message instanceof RaftMessage.Append append) {
            append(from, append);
        } else if (message instanceof RaftMessage.SealRequest request) {
            seals.requested(from, request.height(), request.blockHash());
        } else if (message instanceof RaftMessage.NewCertificate announced) {
            seals.announced(announced.certificate());
        } else if (message instanceof RaftMessage.ReadAnswer answer) {
            reads.answered(answer);
        } else if (message instanceof RaftMessage.RecoverUpTo answer) {
            me.recovery.answered(answer);
        } else if (message instanceof RaftMessage.TimeoutNow
                && leader.filter(from::equals).isPresent()
                && me.mayCampaign()) {
            engine.becomeCandidate(true);
        }
    }

    private void append(PublicKey from, RaftMessage.Append append) {
        heardMicros = me.now();
        restartElectionTimer();
        round = Math.max(round, append.round());
        me.recovery.heard(from);
        if (!hasPrevious(append)) {
            reject(from, append);
            return;
        }
        leaderCommit = Math.max(leaderCommit, append.commitHeight());
        intake.committed(leaderCommit);
        long covered = take(append.prevHeight(), append.entries());
        matched(intake.isEmpty() ? covered : Math.min(covered, intake.firstHeight() - 1));
        if (!me.isHalted()) {
            accept(from, append.prevHeight());
        }
    }

    private boolean hasPrevious(RaftMessage.Append append) {
        if (isLostHere(append.prevHeight())) {
            return true;
        }
        boolean has = intake.termAt(append.prevHeight()) == append.prevTerm();
        if (!has && append.prevHeight() <= me.log.committedHeight()) {
            throw new BrokenInvariantException("the leader of term " + me.term() + " has term " + append.prevTerm()
                    + " at height " + append.prevHeight() + ", which is committed here with term "
                    + me.log.termAt(append.prevHeight()));
        }
        return has;
    }

    /** Committed, hence the same everywhere; but a journal that was damaged or pruned may not know its term any more. */
    private boolean isLostHere(long height) {
        return height <= me.log.committedHeight() && (me.isRecovering() || height < me.log.firstKnownTerm());
    }

    /** Takes what is new into the intake; returns up to which height log and intake are now the leader's. */
    private long take(long prevHeight, List<Entry> entries) {
        long covered = prevHeight;
        for (Entry entry : entries) {
            if (!isLostHere(entry.height()) && intake.termAt(entry.height()) != entry.term()) {
                boolean isOnWrong = intake.isEmpty() && entry.height() > me.log.wrongHeight();
                if (isOnWrong || isRefused(entry) || !intake.hasRoom()) {
                    return covered;
                }
                // A block that is committed already is no longer judged by this node's clock.
                boolean fresh = entry.term() == me.term() && entry.height() > leaderCommit;
                intake.add(entry, fresh);
            }
            covered = entry.height();
        }
        return covered;
    }

    private boolean isRefused(Entry entry) {
        boolean is = refusal.isPresent()
                && refusal.get().term() == entry.term()
                && refusal.get().height() == entry.height();
        if (is) {
            refuse(refusal.get());
        }
        return is;
    }

    private void reject(PublicKey from, RaftMessage.Append append) {
        long last = intake.lastHeight();
        boolean shorter = append.prevHeight() > last;
        // The whole term is skipped; what lies in the intake is of no use if it contradicts the leader.
        long conflictTerm = shorter ? 0 : me.log.termAt(append.prevHeight());
        long conflictHeight = shorter ? last + 1 : me.log.firstOfTermAt(append.prevHeight());
        me.out.send(
                from,
                new RaftMessage.Rejected(
                        me.term(),
                        append.prevHeight(),
                        conflictTerm,
                        Math.max(conflictHeight, me.log.committedHeight() + 1),
                        round,
                        seals.certifiedHeight(),
                        me.isRecovering()));
    }

    private void accept(PublicKey from, long prevHeight) {
        acknowledgedHeight = Math.min(matchedHeight, me.log.durableHeight());
        me.out.send(
                from,
                new RaftMessage.Accepted(
                        me.term(), prevHeight, acknowledgedHeight, round, seals.certifiedHeight(), me.isRecovering()));
    }

    @Override
    void persisted() {
        if (leader.isPresent() && Math.min(matchedHeight, me.log.durableHeight()) > acknowledgedHeight) {
            accept(leader.get(), matchedHeight);
        }
    }

    @Override
    void validated(long requestId, Verdict verdict) {
        if (requestId == wrongId) {
            haltAtWrong(verdict);
            return;
        }
        Optional<Entry> judged = intake.judged(requestId);
        if (judged.isEmpty()) {
            return;
        }
        Entry entry = judged.get();
        if (verdict instanceof Verdict.Valid) {
            intake.removeFirst();
            append(entry);
        } else if (verdict instanceof Verdict.NotYet notYet) {
            tooEarly(entry, notYet.retryAfterMicros());
        } else {
            intake.clear();
            Refusal no = new Refusal(entry.term(), entry.height(), entry.block().hash(), verdict.toString());
            refusal = Optional.of(no);
            refuse(no);
        }
    }

    /**
     * Clocks that are a little apart need a little time. A block from much further ahead may be a leader's whose clock
     * is wrong: it is told, as of a refusal, or it would wait for this member as long; but the block is looked at again,
     * for the wrong clock may be this one.
     */
    private void tooEarly(Entry entry, long aheadMicros) {
        long patienceMicros = me.config.electionTimeoutMinMicros();
        intake.retryAt(me.now() + Math.max(1, Math.min(aheadMicros, patienceMicros)));
        if (aheadMicros > patienceMicros && leader.isPresent()) {
            me.out.send(
                    leader.get(),
                    new RaftMessage.Refused(
                            me.term(),
                            entry.term(),
                            entry.height(),
                            entry.block().hash(),
                            "its time is " + aheadMicros + " microseconds beyond what this member's clock allows"));
        }
    }

    private void append(Entry entry) {
        if (entry.height() <= me.log.lastHeight()) {
            me.log.truncateFrom(entry.height());
        }
        me.log.append(entry);
        me.out.persist(List.of(entry), me.log.committedHeight());
        matched(entry.height());
    }

    private void matched(long height) {
        matchedHeight = Math.max(matchedHeight, height);
        long committed = Math.min(leaderCommit, matchedHeight);
        me.commitTo(Math.min(committed, me.log.wrongHeight() - 1));
        seals.committed();
        if (committed >= me.log.wrongHeight() && wrongId == 0) {
            // Asked once more, so that what differs is looked into.
            wrongId = me.out.nextRequestId();
            Entry entry = me.log.entries(me.log.wrongHeight(), 1, 0).get(0);
            me.out.add(new Effect.Validate(wrongId, entry.block(), false, Optional.empty()));
        }
    }

    private void haltAtWrong(Verdict verdict) {
        Entry entry = me.log.entries(me.log.wrongHeight(), 1, 0).get(0);
        String why = verdict instanceof Verdict.Valid
                ? "it was wrong when the node started, and is valid now: a plugin is not deterministic"
                : verdict.toString();
        halt(new Refusal(entry.term(), entry.height(), entry.block().hash(), why));
    }

    private void refuse(Refusal no) {
        if (leaderCommit >= no.height()) {
            halt(no);
        } else if (leader.isPresent()) {
            me.out.send(
                    leader.get(), new RaftMessage.Refused(me.term(), no.term(), no.height(), no.blockHash(), no.why()));
        }
    }

    private void halt(Refusal no) {
        me.halt("block " + no.blockHash() + " at height " + no.height() + " (term " + no.term()
                + ") is committed by a majority, and this node refuses it: " + no.why()
                + ". Compare this node's version, configuration and data with the others'.");
    }
}
