package dev.quire.internal.runtime;

import dev.quire.block.ConsensusMode;
import dev.quire.block.PublicKey;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.EngineStatus.Role;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells the operator who leads: a line for each change, about one a second where they come thick, and then the newest.
 * Owned by the consensus loop.
 */
final class LeaderNews {
    private static final long PAUSE_MICROS = 1_000_000;
    /** So many lines may come one right after the other. */
    private static final int BURST = 5;

    private final PublicKey self;
    private final ConsensusMode mode;
    private final Consumer<String> log;
    private Optional<News> newest = Optional.empty();
    private long untold;
    private long dueMicros = Long.MIN_VALUE;

    /** Under PBFT the view says who leads, and with rotation that changes with every few blocks: it is no news. */
    private record News(long term, Optional<PublicKey> leader, boolean asks) {}

    /** @param log takes a line */
    LeaderNews(PublicKey self, ConsensusMode mode, Consumer<String> log) {
        this.self = self;
        this.mode = mode;
        this.log = log;
    }

    /** What the engine says of itself now. */
    void look(long nowMicros, EngineStatus status) {
        boolean bft = mode == ConsensusMode.BFT;
        Optional<News> news = Optional.of(new News(
                status.term(), bft ? Optional.empty() : status.leader(), bft && status.role() == Role.CANDIDATE));
        if (!news.equals(newest)) {
            newest = news;
            untold++;
        }
        if (untold > 0 && nowMicros >= dueMicros) {
            dueMicros = Math.max(dueMicros, nowMicros - (BURST - 1) * PAUSE_MICROS) + PAUSE_MICROS;
            tell(status);
            untold = 0;
        }
    }

    private void tell(EngineStatus status) {
        String between = untold > 1 ? "; it changed " + untold + " times since the line before" : "";
        log.accept("%s %d, committed height %d: %s%s"
                .formatted(
                        mode == ConsensusMode.BFT ? "view" : "term",
                        status.term(),
                        status.committedHeight(),
                        leader(status),
                        between));
    }

    private String leader(EngineStatus status) {
        if (mode == ConsensusMode.BFT && status.role() == Role.CANDIDATE) {
            return "asked for, it has not begun";
        }
        return status.leader()
                .map(leader -> leader.equals(self) ? "this node leads" : "member " + leader.abbreviated() + " leads")
                .orElse("no leader is known");
    }
}
