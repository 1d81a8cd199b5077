package dev.quire.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.testkit.history.Verdict.Linearizable;
import dev.quire.testkit.history.Verdict.NotLinearizable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Histories as long as those of the tests with real processes, with every write another value. */
class LargeHistoryTest {
    private static final int CLIENTS = 10;
    private static final int KEYS = 5;
    private static final int OPERATIONS = 20_000;
    private static final int UNKNOWN_PER_MILLE = 10;

    private final SplittableRandom random = new SplittableRandom(7);
    private final Map<String, String> state = new TreeMap<>();

    /** An operation that took effect at {@code at}, or did not. */
    private record Planned(int client, long calledAt, long at, long returnedAt, boolean isUnknown, boolean happens) {}

    /** Each operation takes effect somewhere between call and return; of the unknown ones, half do not. */
    private List<Operation> history() {
        List<Planned> plan = new ArrayList<>();
        long[] free = new long[CLIENTS];
        for (int i = 0; i < OPERATIONS; i++) {
            int client = i % CLIENTS;
            long calledAt = free[client] + random.nextLong(50);
            long at = calledAt + random.nextLong(100);
            boolean unknown = random.nextInt(1_000) < UNKNOWN_PER_MILLE;
            long returnedAt = at + random.nextLong(100);
            free[client] = returnedAt + 1;
            plan.add(new Planned(client, calledAt, at, returnedAt, unknown, !unknown || random.nextBoolean()));
        }
        plan.sort(Comparator.comparingLong(Planned::at));
        List<Operation> history = new ArrayList<>();
        for (Planned planned : plan) {
            String key = "k" + random.nextInt(KEYS);
            Action action = action(key, planned, history.size());
            history.add(new Operation(
                    "operation " + history.size(),
                    key,
                    action,
                    planned.calledAt,
                    planned.isUnknown ? OptionalLong.empty() : OptionalLong.of(planned.returnedAt)));
        }
        return history;
    }

    private Action action(String key, Planned planned, int number) {
        Optional<String> held = Optional.ofNullable(state.get(key));
        Action action = switch (random.nextInt(4)) {
            case 0 -> new Action.Write(Optional.of("v" + number));
            case 1 -> new Action.CompareAndSet(held, Optional.of("v" + number));
            default -> new Action.Read(held);
        };
        if (planned.happens) {
            action.after(held).ifPresent(value -> state.put(key, value));
        }
        return action;
    }

    @Test
    void twentyThousandOperationsAreDecided() {
        List<Operation> history = history();
        LinearizabilityChecker checker = new LinearizabilityChecker(LinearizabilityChecker.DEFAULT_MAX_CONFIGURATIONS);
        assertThat(checker.check(history))
                .hasSize(KEYS)
                .allSatisfy((key, verdict) -> assertThat(verdict).isInstanceOf(Linearizable.class));

        AtomicInteger reads = new AtomicInteger();
        history.replaceAll(operation -> operation.action() instanceof Action.Read && reads.incrementAndGet() == 5_000
                ? new Operation(
                        "stale",
                        operation.key(),
                        new Action.Read(Optional.of("v0")),
                        operation.calledAt(),
                        operation.returnedAt())
                : operation);
        assertThat(checker.check(history).values())
                .filteredOn(verdict -> verdict instanceof NotLinearizable not
                        && not.unplaced().name().equals("stale"))
                .hasSize(1);
    }
}
