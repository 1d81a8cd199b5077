package dev.quire.raft;

import dev.quire.block.Block;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.Entry;
import java.util.Optional;

/**
 * A leader's blocks: first the one that opens its term, empty if need be, then one whenever there is work, or when a
 * recovering member waits for one. The next is built on the newest while that is still being replicated.
 */
final class Proposer {
    private final Replica me;
    private long buildId;
    private boolean opened;
    private boolean stopped;
    private long wantedHeight;
    /** After a build came to nothing, wait until then: asking again at once would only spin. */
    private long pauseUntilMicros = Long.MIN_VALUE;

    Proposer(Replica me) {
        this.me = me;
    }

    /** While leadership moves to another member, nothing new is begun. */
    void stopped(boolean is) {
        stopped = is;
    }

    /** A recovering member waits for a block at this height. */
    void wanted(long height) {
        wantedHeight = Math.max(wantedHeight, height);
    }

    void propose() {
        if (buildId != 0 || stopped || me.now() < pauseUntilMicros || (opened && !mayPropose())) {
            return;
        }
        buildId = me.out.nextRequestId();
        me.workWaiting(false);
        me.out.add(new Effect.Build(buildId, me.log.lastHash(), me.log.lastHeight(), !opened || isWanted()));
    }

    private boolean mayPropose() {
        long uncommitted = me.log.lastHeight() - me.log.committedHeight();
        return (me.workWaiting() || isWanted()) && uncommitted < me.config.maxUncommittedBlocks();
    }

    private boolean isWanted() {
        return me.log.lastHeight() < wantedHeight;
    }

    /** The entry made of the block, unless this is no answer to the open request or there is no block. */
    Optional<Entry> built(long requestId, Optional<Block> block) {
        if (requestId != buildId) {
            return Optional.empty();
        }
        buildId = 0;
        if (block.isEmpty()) {
            pauseUntilMicros = me.now() + me.config.heartbeatMicros();
            return Optional.empty();
        }
        boolean fits = block.get().height() == me.log.lastHeight() + 1
                && block.get().header().previousHash().equals(me.log.lastHash());
        if (!fits) {
            return Optional.empty();
        }
        opened = true;
        return Optional.of(new Entry(me.term(), block.get()));
    }
}
