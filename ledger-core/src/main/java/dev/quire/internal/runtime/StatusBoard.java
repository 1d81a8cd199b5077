package dev.quire.internal.runtime;

import dev.quire.block.BlockHeader;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.EngineStatus;
import org.jspecify.annotations.Nullable;

/** What the loops last said of themselves, for any thread to read: each value is whole, all together are a glance. */
final class StatusBoard {
    /**
     * The newest applied block.
     *
     * @param timeMicros its block time, microseconds since 1970
     */
    record Head(long height, Hash hash, long timeMicros, Hash stateRoot) {
        static Head of(BlockHeader header, Hash hash) {
            return new Head(header.height(), hash, header.timeMicros(), header.stateRoot());
        }
    }

    private volatile @Nullable EngineStatus engine;
    private volatile Head head;
    private volatile long certifiedHeight;

    StatusBoard(Head head, long certifiedHeight) {
        this.head = head;
        this.certifiedHeight = certifiedHeight;
    }

    void engine(EngineStatus status) {
        engine = status;
    }

    void head(Head newest) {
        head = newest;
    }

    void certified(long height) {
        certifiedHeight = height;
    }

    EngineStatus engine() {
        EngineStatus status = engine;
        if (status == null) {
            throw new IllegalStateException("the engine has not started");
        }
        return status;
    }

    Head head() {
        return head;
    }

    long certifiedHeight() {
        return certifiedHeight;
    }
}
