package dev.quire;

import dev.quire.block.PublicKey;
import dev.quire.pbft.PbftConfig;
import dev.quire.pbft.PbftProtocol;
import dev.quire.raft.RaftConfig;
import dev.quire.raft.RaftProtocol;
import dev.quire.spi.consensus.ConsensusProtocol;
import dev.quire.spi.net.Peer;
import java.util.List;

/** How the members of a chain agree on the next block, and who they are. */
public final class Consensus {
    private final ConsensusProtocol protocol;
    private final List<Peer> members;

    private Consensus(ConsensusProtocol protocol, List<Peer> members) {
        this.protocol = protocol;
        this.members = List.copyOf(members);
    }

    /** One node alone; its key is the node's identity. It commits as soon as its own disk has the block. */
    public static Consensus single() {
        return new Consensus(new RaftProtocol(RaftConfig.defaults()), List.of());
    }

    /** Raft: goes on while a majority is alive; tolerates crashes, not lies. */
    public static Consensus raft(List<Peer> members) {
        return raft(members, RaftConfig.defaults());
    }

    /** Raft with other timeouts or limits. */
    public static Consensus raft(List<Peer> members, RaftConfig config) {
        return new Consensus(new RaftProtocol(config), members);
    }

    /**
     * Raft with other times.
     *
     * @param electionTimeoutMillis the shortest time without a leader after which a member campaigns; the longest is twice
     *     that. At least two heartbeats
     * @param heartbeatMillis how often a leader speaks to each member
     */
    public static Consensus raft(List<Peer> members, int electionTimeoutMillis, int heartbeatMillis) {
        RaftConfig defaults = RaftConfig.defaults();
        return raft(
                members,
                new RaftConfig(
                        electionTimeoutMillis * 1_000L,
                        electionTimeoutMillis * 2_000L,
                        heartbeatMillis * 1_000L,
                        defaults.maxAppendBytes(),
                        defaults.maxAppendBlocks(),
                        defaults.maxInFlightBytes(),
                        defaults.maxInFlightBlocks(),
                        defaults.maxUncommittedBlocks(),
                        defaults.recentBlocks(),
                        defaults.recentBytes(),
                        defaults.sealRetryMicros(),
                        defaults.maxOpenReads()));
    }

    /**
     * PBFT: goes on while more than two thirds are alive and honest; tolerates up to f = (n - 1) / 3 members that lie, so
     * at least four members are needed to tolerate one.
     */
    public static Consensus pbft(List<Peer> members) {
        return pbft(members, PbftConfig.defaults());
    }

    /** PBFT with other timeouts or limits. */
    public static Consensus pbft(List<Peer> members, PbftConfig config) {
        return new Consensus(new PbftProtocol(config), members);
    }

    /**
     * PBFT with another time.
     *
     * @param viewTimeoutMillis how long work may wait for a block before a member asks for another leader; doubles with
     *     every one that brings none, up to ten times this
     */
    public static Consensus pbft(List<Peer> members, int viewTimeoutMillis) {
        PbftConfig defaults = PbftConfig.defaults();
        return pbft(
                members,
                new PbftConfig(
                        defaults.rotateEveryBlocks(),
                        viewTimeoutMillis * 1_000L,
                        viewTimeoutMillis * 10_000L,
                        defaults.resendMinMicros(),
                        defaults.resendMaxMicros(),
                        defaults.readTimeoutMicros(),
                        defaults.maxOpenReads(),
                        defaults.maxPendingBytes(),
                        defaults.catchUpBytes()));
    }

    /** A protocol that is not one of Quire's own, or one of them inside of another. */
    public static Consensus of(ConsensusProtocol protocol, List<Peer> members) {
        return new Consensus(protocol, members);
    }

    ConsensusProtocol protocol() {
        return protocol;
    }

    /** The members' nodes; just {@code self}, without an address, for a node alone. */
    List<PublicKey> memberKeys(PublicKey self) {
        return members.isEmpty()
                ? List.of(self)
                : members.stream().map(Peer::id).toList();
    }

    List<Peer> members() {
        return members;
    }
}
