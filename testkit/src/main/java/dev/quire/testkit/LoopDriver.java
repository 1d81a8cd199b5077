package dev.quire.testkit;

import dev.quire.internal.runtime.Loop;
import java.util.random.RandomGenerator;

/**
 * Drives one loop of one node in virtual time: a while after work arrives, or when the loop's own time comes, it has a
 * turn, and another as long as there is something to do.
 */
final class LoopDriver {
    private static final long NEVER = Long.MAX_VALUE;

    private final SimWorld world;
    private final SimNode node;
    private final Loop loop;
    private final int index;
    private final RandomGenerator random;
    private long nextTurnMicros = NEVER;
    private boolean dead;

    /** @param index which of its node's loops it is */
    LoopDriver(SimWorld world, SimNode node, Loop loop, int index, RandomGenerator random) {
        this.world = world;
        this.node = node;
        this.loop = loop;
        this.index = index;
        this.random = random;
        loop.onArrival(this::wake);
    }

    /** Work has arrived; soon the loop has a turn. */
    void wake() {
        if (!dead) {
            schedule(world.time().nowMicros() + 1 + random.nextLong(maxMicros()));
        }
    }

    private long maxMicros() {
        Faults faults = world.faults();
        return switch (loop.name()) {
            case "journal" -> faults.maxSyncMicros();
            case "execution" -> faults.maxExecutionMicros();
            default -> faults.maxTurnMicros();
        };
    }

    /** The node has crashed: whatever the loop was about to do never happens. */
    void kill() {
        dead = true;
    }

    private void schedule(long atMicros) {
        if (atMicros < nextTurnMicros) {
            nextTurnMicros = atMicros;
            world.time().at(atMicros, () -> due(atMicros));
        }
    }

    // An event is stale if the loop was asked to come earlier since.
    private void due(long atMicros) {
        if (dead || atMicros != nextTurnMicros) {
            return;
        }
        nextTurnMicros = NEVER;
        if (node.pausedUntilMicros() > atMicros) {
            schedule(node.pausedUntilMicros());
        } else {
            turn();
        }
    }

    private void turn() {
        boolean worked;
        try {
            worked = loop.doWork();
        } catch (InvariantViolation e) {
            throw e;
        } catch (RuntimeException e) {
            node.failed(e);
            return;
        }
        world.trace().record(Trace.Step.TURN, node.number(), worked ? index + 4 : index);
        if (dead) {
            return;
        }
        if (worked) {
            node.turned();
            wake();
        } else {
            long at = node.clock().worldTimeOf(loop.nextWakeMicros());
            if (at != NEVER) {
                schedule(Math.max(at, world.time().nowMicros() + 1));
            }
        }
    }
}
