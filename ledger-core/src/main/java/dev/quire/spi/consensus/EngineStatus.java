package dev.quire.spi.consensus;

import dev.quire.block.PublicKey;
import java.util.List;
import java.util.Optional;

/**
 * What an engine says of itself.
 *
 * @param term Raft's term or PBFT's view
 * @param lastHeight the highest entry that it holds, committed or not
 * @param peers what a leader knows of the others' progress, ascending by key; empty on other nodes
 */
public record EngineStatus(
        Role role,
        Optional<PublicKey> leader,
        long term,
        long committedHeight,
        long lastHeight,
        List<PeerProgress> peers) {
    /** What a node is at the moment. */
    public enum Role {
        LEADER,
        FOLLOWER,
        CANDIDATE,
        /** It serves and learns, but its votes and acknowledgements do not exist until it has caught up. */
        RECOVERING
    }

    /**
     * A peer as its leader sees it.
     *
     * @param matchHeight the highest entry known to be durable there
     */
    public record PeerProgress(PublicKey peer, long matchHeight, boolean connected) {}

    public EngineStatus {
        peers = List.copyOf(peers);
    }

    /** Whether an engine that announced the other has to announce this: heights change all the time, these rarely. */
    public boolean isNewsAfter(EngineStatus announced) {
        return role != announced.role || term != announced.term || !leader.equals(announced.leader);
    }
}
