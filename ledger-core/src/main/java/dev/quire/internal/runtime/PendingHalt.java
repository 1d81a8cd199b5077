package dev.quire.internal.runtime;

import dev.quire.spi.consensus.BrokenInvariantException;

/**
 * The engine has found that the node must stop. It does so when its evidence is on disk and it knows as much as can be
 * known about why, in any case soon: until then it does nothing else. Owned by the consensus loop.
 */
final class PendingHalt {
    private static final long PATIENCE_MICROS = 3_000_000;

    private final String why;
    private final long deadlineMicros;
    private final DivergenceInquiry inquiry;
    private volatile boolean evidenceIsKept;

    PendingHalt(String why, long nowMicros, DivergenceInquiry inquiry) {
        this.why = why;
        this.deadlineMicros = nowMicros + PATIENCE_MICROS;
        this.inquiry = inquiry;
    }

    /** Everything asked of the journal before is durable. Any thread. */
    void evidenceIsKept() {
        evidenceIsKept = true;
    }

    /** @throws BrokenInvariantException if it is time */
    void stopIfDue(long nowMicros) {
        if ((evidenceIsKept && inquiry.isOver()) || nowMicros >= deadlineMicros) {
            throw new BrokenInvariantException(
                    why + inquiry.finding().map(text -> "; found out: " + text).orElse(""));
        }
    }

    long deadlineMicros() {
        return deadlineMicros;
    }
}
