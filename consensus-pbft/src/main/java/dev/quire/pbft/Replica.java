package dev.quire.pbft;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.Membership;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** What all parts of a member share: who it is, the time, its chain and the way out. */
final class Replica {
    final PublicKey self;
    final int index;
    final Hash chainId;
    final Membership membership;
    final Members members;
    final PbftConfig config;
    final Rules rules;
    final Outbox out = new Outbox();
    final Chain chain;

    private final RandomGenerator random;
    private boolean recovering;
    private final List<PublicKey> peers;
    private long nowMicros;
    private boolean workWaiting;
    private boolean halted;

    Replica(long nowMicros, EngineStart start, PbftConfig config, Rules rules) {
        this.nowMicros = nowMicros;
        this.self = start.self();
        this.chainId = start.chainId();
        this.membership = start.membership();
        this.members = new Members(membership.voters(), config.rotateEveryBlocks());
        this.index = members.indexOf(self);
        this.config = config;
        this.rules = rules;
        this.chain = new Chain(start);
        this.recovering = start.recovering() || index < 0;
        this.random = start.random();
        this.peers = membership.voters().members().stream()
                .filter(member -> !member.equals(self))
                .toList();
    }

    /** Its votes do not exist: it asks for none, proposes nothing, answers no reads (spec, section 8). */
    boolean isRecovering() {
        return recovering;
    }

    void recovered() {
        recovering = false;
    }

    /** All other members, ascending. */
    List<PublicKey> peers() {
        return peers;
    }

    long now() {
        return nowMicros;
    }

    void now(long micros) {
        nowMicros = Math.max(nowMicros, micros);
    }

    long random() {
        return random.nextLong();
    }

    /** {@code micros} and up to a quarter more. */
    long jittered(long micros) {
        return micros + random.nextLong(micros / 4 + 1);
    }

    boolean proposes(long height, long view) {
        return members.proposer(height, view) == index;
    }

    Vote vote(VoteKind kind, long height, long view, Hash blockHash) {
        return new Vote(kind, chainId, members.hash(), height, view, blockHash);
    }

    /** Asks the guard for a signature; a recovering member does not even ask. */
    void sign(Vote vote, Consumer<Optional<Signature>> onCast) {
        if (!recovering) {
            out.castVote(vote, onCast);
        }
    }

    void broadcast(PbftMessage message) {
        peers.forEach(peer -> out.send(peer, message));
    }

    boolean workWaiting() {
        return workWaiting;
    }

    void workWaiting(boolean waiting) {
        workWaiting = waiting;
    }

    void halt(String why) {
        if (!halted) {
            halted = true;
            out.add(new Effect.Halt(why));
        }
    }

    boolean isHalted() {
        return halted;
    }
}
