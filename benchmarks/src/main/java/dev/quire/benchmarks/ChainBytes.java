package dev.quire.benchmarks;

import dev.quire.LedgerNode;
import dev.quire.codec.Bytes;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.client.EmbeddedLedger;
import dev.quire.health.client.StateAnswers;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import java.time.Duration;
import java.util.List;

/**
 * How much a chain has come to.
 *
 * @param height of the newest block
 * @param stateBytes of all keys and values of the healthcare plugin
 */
record ChainBytes(long height, long stateBytes) {
    private static final KeyRange ALL = KeyRange.between(
            new StateKey(HealthStateMachine.ID, Bytes.EMPTY), new StateKey(HealthStateMachine.ID + 1, Bytes.EMPTY));

    static ChainBytes of(LedgerNode node) {
        StateAnswers all = new EmbeddedLedger(node, Duration.ofSeconds(30))
                .read(List.of(ALL))
                .join();
        long bytes = all.answers().get(0).stream()
                .mapToLong(entry -> (long) entry.key().size() + entry.value().size())
                .sum();
        return new ChainBytes(all.height(), bytes);
    }

    /** Of all blocks above this one up to {@code later}, certificates included. */
    long journalBytes(ChainBytes later, LedgerNode node) {
        long bytes = 0;
        for (long at = height + 1; at <= later.height; at++) {
            bytes += node.block(at).join().orElseThrow().encoded().size();
        }
        return bytes;
    }
}
