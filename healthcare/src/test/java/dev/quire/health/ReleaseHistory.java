package dev.quire.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.testkit.TestCluster;
import dev.quire.testkit.history.Action;
import dev.quire.testkit.history.LinearizabilityChecker;
import dev.quire.testkit.history.Operation;
import dev.quire.testkit.history.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * What everybody was told of grants, and when: operations on one register for each grant, which holds nothing, then "stands",
 * then "ended". A release is a read that found "stands" between the request and the answer: if a revocation was acknowledged to
 * anyone before the request, no order has a place for it.
 */
final class ReleaseHistory {
    private static final int MOST_CONFIGURATIONS = 200_000;
    static final Optional<String> NOTHING = Optional.empty();
    static final Optional<String> STANDS = Optional.of("stands");
    static final Optional<String> ENDED = Optional.of("ended");
    static final Action GIVE = new Action.CompareAndSet(NOTHING, STANDS);
    static final Action END = new Action.CompareAndSet(STANDS, ENDED);

    private final TestCluster cluster;
    private final List<Operation> operations = new ArrayList<>();
    private long events;

    ReleaseHistory(TestCluster cluster) {
        this.cluster = cluster;
    }

    long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, cluster.now());
    }

    /**
     * Something is asked for just now. All happens in one thread, so that a count of calls and answers tells their order better
     * than the clock, on which many fall into one moment.
     */
    long called() {
        return events++;
    }

    /** Something was answered just now. */
    void answered(String name, Id gid, Action action, long calledAt) {
        operations.add(new Operation(name, gid.toHex(), action, calledAt, OptionalLong.of(events++)));
    }

    /** Nobody knows whether it happened, or will. */
    void unknown(String name, Id gid, Action action, long calledAt) {
        operations.add(new Operation(name, gid.toHex(), action, calledAt, OptionalLong.empty()));
    }

    SortedMap<String, Verdict> judge() {
        return new LinearizabilityChecker(MOST_CONFIGURATIONS).check(operations);
    }

    void requireLinearizable() {
        judge().forEach((gid, verdict) ->
                assertThat(verdict).as("grant %s", gid).isInstanceOf(Verdict.Linearizable.class));
    }
}
