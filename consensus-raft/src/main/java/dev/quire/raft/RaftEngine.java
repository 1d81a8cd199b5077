package dev.quire.raft;

import dev.quire.block.PublicKey;
import dev.quire.spi.consensus.BrokenInvariantException;
import dev.quire.spi.consensus.ConsensusEngine;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.Membership;
import java.util.List;
import java.util.Optional;

/**
 * Takes inputs, hands them to the current role, and alone changes roles:
 *
 * <pre>
 *   from          event                                                    to
 *   ------------  -------------------------------------------------------  -------------------------------
 *   (start)                                                                Follower, no leader
 *   any           message of a higher term (but see hearsLeader, PreVote)  Follower in that term
 *   not Leader    Append of this term                                      Follower of its sender
 *   Follower      election timeout, may campaign                           PreCandidate, same term
 *   Follower      election timeout, may not campaign                       Follower, no leader
 *   Follower      TimeoutNow from its leader                               Candidate, term + 1
 *   PreCandidate  a majority would vote for it                             Candidate, term + 1
 *   PreCandidate  election timeout                                         PreCandidate, asks again
 *   Candidate     votes of a majority, its own durable among them          Leader
 *   Candidate     election timeout                                         PreCandidate, same term
 *   Leader        no majority heard for an election timeout                Follower, no leader
 *   Leader        no majority can accept its entry: too many refused       Follower, no leader, no campaign
 * </pre>
 *
 * <p>A member that is recovering stays Follower until its recovery has ended; one that is no voter, for ever.
 */
final class RaftEngine implements ConsensusEngine {
    private final Replica me;
    private final CommitRule commitRule;
    private final Voting voting;
    private final Seals seals;
    private Role role;
    private EngineStatus announced;

    RaftEngine(long nowMicros, EngineStart start, RaftConfig config, CommitRule commitRule) {
        this.me = new Replica(nowMicros, start, config);
        this.commitRule = commitRule;
        this.voting = new Voting(me);
        this.seals = new Seals(me, start.newestCertificate());
        this.role = new Follower(me, this, seals, Optional.empty());
        this.announced = status();
    }

    @Override
    public List<Effect> step(long nowMicros, Input input) {
        if (me.isHalted()) {
            return List.of();
        }
        me.now(nowMicros);
        take(input);
        if (!me.isHalted()) {
            role.tick();
            announceStatus();
        }
        return me.out.finish(me.log.committedHeight());
    }

    private void take(Input input) {
        if (input instanceof Input.MessageReceived received) {
            receive(received.from(), (RaftMessage) received.message());
        } else if (input instanceof Input.Persisted persisted) {
            me.out.persisted(persisted.requestId(), me.log);
            role.persisted();
        } else if (input instanceof Input.BlockValidated validated) {
            role.validated(validated.requestId(), validated.verdict());
        } else if (input instanceof Input.WorkWaiting) {
            me.workWaiting(true);
            role.workWaiting();
        } else if (input instanceof Input.ProposalBuilt built) {
            role.built(built.requestId(), built.block());
        } else if (input instanceof Input.AppliedUpTo applied) {
            me.applied(applied.height());
            seals.applied();
            role.applied();
        } else if (input instanceof Input.BlocksLoaded loaded) {
            role.loaded(loaded.requestId(), loaded.entries());
        } else if (input instanceof Input.VoteCast cast) {
            seals.cast(cast.requestId(), cast.signature()).ifPresent(seal -> role.ownSeal(seal));
        } else if (input instanceof Input.ReadRequested read) {
            role.readRequested(read.requestId());
        } else {
            takeRare(input);
        }
    }

    private void takeRare(Input input) {
        if (input instanceof Input.PeerConnected connected) {
            me.connected(connected.peer(), true);
            role.connected(connected.peer());
        } else if (input instanceof Input.PeerGone gone) {
            me.connected(gone.peer(), false);
            role.gone(gone.peer());
        } else if (input instanceof Input.RecoveryEnded ended) {
            me.recovery.ended(ended);
        } else if (input instanceof Input.TransferAsked asked) {
            role.transferAsked(asked.target());
        } else if (input instanceof Input.MembershipChanged changed) {
            requireSameMembers(changed.membership());
        }
    }

    private void requireSameMembers(Membership membership) {
        if (!membership.equals(me.membership)) {
            me.halt(
                    "the members changed with a committed block, and this version cannot follow: it needs one that can");
        }
    }

    private void receive(PublicKey from, RaftMessage message) {
        if (!me.peers().contains(from)) {
            return;
        }
        if (message instanceof RaftMessage.PreVote question) {
            voting.answer(from, question, role.hearsLeader());
            return;
        }
        if (message.term() > me.term()) {
            if (message instanceof RaftMessage.RequestVote asked && !asked.transfer() && role.hearsLeader()) {
                return;
            }
            becomeFollower(message.term(), Optional.empty());
        }
        if (message.term() < me.term()) {
            voting.answerOld(from, message);
        } else if (message instanceof RaftMessage.RequestVote request) {
            if (voting.answer(from, request)) {
                role.voteGranted();
            }
        } else {
            if (message instanceof RaftMessage.Append) {
                follow(from);
            }
            role.receive(from, message);
        }
    }

    /** Who sends entries in this term has been elected in it. */
    private void follow(PublicKey leader) {
        if (role.leader().isEmpty()) {
            becomeFollower(me.term(), Optional.of(leader));
        } else if (!role.leader().get().equals(leader)) {
            throw new BrokenInvariantException(
                    "two leaders in term " + me.term() + ": " + role.leader().get() + " and " + leader);
        }
    }

    void becomeFollower(long term, Optional<PublicKey> leader) {
        if (term > me.term()) {
            me.enterTerm(term, Optional.empty());
        }
        become(new Follower(me, this, seals, leader));
    }

    void becomePreCandidate() {
        become(new PreCandidate(me, this));
    }

    void becomeCandidate(boolean transfer) {
        me.enterTerm(me.term() + 1, Optional.of(me.self));
        become(new Candidate(me, this, transfer));
    }

    void becomeLeader() {
        become(new Leader(me, this, seals, commitRule));
    }

    private void become(Role next) {
        role.exit();
        role = next;
        role.enter();
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
        return role.deadlineMicros();
    }

    @Override
    public EngineStatus status() {
        return new EngineStatus(
                role.name(), role.leader(), me.term(), me.log.committedHeight(), me.log.lastHeight(), role.progress());
    }
}
