package dev.quire.raft;

import dev.quire.block.ConsensusMode;
import dev.quire.block.PublicKey;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.HardState;
import dev.quire.spi.consensus.Membership;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** What a member is, knows and remembers whatever its role is. */
final class Replica {
    /** Time for the others to elect one of them, in longest election timeouts. */
    private static final int HELD_BACK_TIMEOUTS = 4;

    final PublicKey self;
    final Hash chainId;
    final Membership membership;
    final RaftConfig config;
    final RaftLog log;
    final Outbox out = new Outbox();
    /** What is left to do while this member's promises do not exist (spec, section 8). */
    final Recovering recovery;

    private final RandomGenerator random;
    private final List<PublicKey> peers;
    private final TreeSet<PublicKey> connected = new TreeSet<>();
    private HardState hardState;
    private long nowMicros;
    private long appliedHeight;
    private boolean workWaiting;
    private boolean halted;
    private long refusedTerm;
    private long refusedHeight;
    private long holdsBackUntilMicros;

    Replica(long nowMicros, EngineStart start, RaftConfig config) {
        this.nowMicros = nowMicros;
        this.self = start.self();
        this.chainId = start.chainId();
        this.membership = start.membership();
        this.config = config;
        this.log = new RaftLog(start, config);
        this.random = start.random();
        this.recovery = new Recovering(this, start.recovering() ? random.nextLong(1, 1L << 62) : Recovering.NOT);
        this.peers = membership.voters().members().stream()
                .filter(member -> !member.equals(self))
                .toList();
        this.hardState = start.hardState();
        this.appliedHeight = start.committedHeight();
    }

    /** All other voters, ascending. */
    List<PublicKey> peers() {
        return peers;
    }

    int members() {
        return membership.voters().size();
    }

    int quorum() {
        return ConsensusMode.CFT.quorum(members());
    }

    long now() {
        return nowMicros;
    }

    void now(long micros) {
        nowMicros = Math.max(nowMicros, micros);
    }

    long term() {
        return hardState.term();
    }

    Optional<PublicKey> votedFor() {
        return hardState.votedFor();
    }

    /** Its votes, acknowledgements and seals do not exist, and it does not campaign. */
    boolean isRecovering() {
        return recovery.isOpen();
    }

    /** Remembered before any message that follows can leave. */
    void enterTerm(long term, Optional<PublicKey> vote) {
        hardState = new HardState(term, vote);
        out.hardStateChanged(hardState);
    }

    long electionTimeoutMicros() {
        return random.nextLong(config.electionTimeoutMinMicros(), config.electionTimeoutMaxMicros());
    }

    void commitTo(long height) {
        while (log.committedHeight() < height) {
            Hash hash = log.commitNext();
            out.add(new Effect.Committed(log.committedHeight(), hash));
        }
    }

    long appliedHeight() {
        return appliedHeight;
    }

    void applied(long height) {
        appliedHeight = Math.max(appliedHeight, height);
    }

    boolean workWaiting() {
        return workWaiting;
    }

    void workWaiting(boolean waiting) {
        workWaiting = waiting;
    }

    void connected(PublicKey peer, boolean is) {
        if (is) {
            connected.add(peer);
        } else {
            connected.remove(peer);
        }
    }

    boolean isConnected(PublicKey peer) {
        return connected.contains(peer);
    }

    /** So many have refused this entry of ours that no majority can take it. */
    void refusedByOthers(long term, long height) {
        refusedTerm = term;
        refusedHeight = height;
        holdsBackUntilMicros = now() + HELD_BACK_TIMEOUTS * config.electionTimeoutMaxMicros();
    }

    /**
     * No: it is no voter, is recovering, finds the end of its own log wrong and cannot build on it, or would propose
     * again the entry that a majority refused. That last keeps it from campaigning for a while only: where no other log
     * can win, the others must be asked again, who may have refused because of a wrong clock.
     */
    boolean mayCampaign() {
        boolean holdsRefused = now() < holdsBackUntilMicros
                && refusedHeight > log.committedHeight()
                && log.has(refusedTerm, refusedHeight);
        return !isRecovering()
                && !holdsRefused
                && log.wrongHeight() == Long.MAX_VALUE
                && membership.voters().contains(self);
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
