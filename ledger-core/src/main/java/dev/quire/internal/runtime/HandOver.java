package dev.quire.internal.runtime;

import dev.quire.block.PublicKey;
import dev.quire.spi.consensus.EngineStatus;
import java.util.Comparator;
import java.util.Optional;

/** Who should lead instead of this node, and when to say so. The consensus loop asks. */
final class HandOver {
    private static final long INTERVAL_MICROS = 10_000_000;

    private final DiskSpace space;
    private long nextMicros = Long.MIN_VALUE;

    HandOver(DiskSpace space) {
        this.space = space;
    }

    /** The connected member that has most of what the leader has; empty if this node does not lead, or is alone. */
    static Optional<PublicKey> heir(EngineStatus status) {
        return status.role() == EngineStatus.Role.LEADER
                ? status.peers().stream()
                        .filter(EngineStatus.PeerProgress::connected)
                        .max(Comparator.comparingLong(EngineStatus.PeerProgress::matchHeight))
                        .map(EngineStatus.PeerProgress::peer)
                : Optional.empty();
    }

    /** The member to hand over to now: a node without room can propose nothing. It may win again, so it is asked again. */
    Optional<PublicKey> due(long nowMicros, EngineStatus status) {
        if (space.room() == Room.ENOUGH || nowMicros < nextMicros) {
            return Optional.empty();
        }
        Optional<PublicKey> heir = heir(status);
        if (heir.isPresent()) {
            nextMicros = nowMicros + INTERVAL_MICROS;
        }
        return heir;
    }
}
