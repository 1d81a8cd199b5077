package dev.quire.spi.consensus;

import java.util.List;

/**
 * A consensus protocol as a pure state machine; the package documentation states what its caller guarantees. Owned by
 * one thread.
 *
 * <p>Times are microseconds of a monotonic clock with an arbitrary start; they never go backwards. Block time is not
 * the engine's business.
 */
public interface ConsensusEngine {
    /**
     * Takes one input and returns what must be done, in order.
     *
     * @throws BrokenInvariantException if what it was told cannot be; the node must stop
     */
    List<Effect> step(long nowMicros, Input input);

    /** When to call {@link #step} with a {@link Input.Tick}, if nothing else comes first; may change with each step. */
    long nextDeadlineMicros();

    /** What the engine would say of itself now. */
    EngineStatus status();
}
