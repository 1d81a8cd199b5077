package dev.quire.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.testkit.history.Action.Append;
import dev.quire.testkit.history.Action.CompareAndSet;
import dev.quire.testkit.history.Action.Delete;
import dev.quire.testkit.history.Action.Read;
import dev.quire.testkit.history.Action.Refused;
import dev.quire.testkit.history.Action.Write;
import dev.quire.testkit.history.Verdict.Linearizable;
import dev.quire.testkit.history.Verdict.NotLinearizable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

class LinearizabilityProperties {
    private static final int MAX_OPERATIONS = 7;
    private static final int MAX_TIME = 12;

    /** An operation without its name. */
    private record Sketch(Action action, int calledAt, int durationOrUnknown) {
        Operation named(int number) {
            OptionalLong returnedAt =
                    durationOrUnknown < 0 ? OptionalLong.empty() : OptionalLong.of(calledAt + durationOrUnknown);
            return new Operation("operation " + number, "k", action, calledAt, returnedAt);
        }
    }

    @Provide
    Arbitrary<List<Operation>> histories() {
        Arbitrary<Optional<String>> held = Arbitraries.of("a", "b").optional();
        Arbitrary<Action> writes = held.map(Write::new);
        Arbitrary<Action> changes = Combinators.combine(held, held).as(CompareAndSet::new);
        Arbitrary<Action> deletes = Arbitraries.just(new Delete());
        Arbitrary<Action> reads = held.map(Read::new);
        Arbitrary<Action> appends = Arbitraries.of("a", "b").map(Append::new);
        Arbitrary<Action> refused = Arbitraries.oneOf(changes, deletes).map(Refused::new);
        Arbitrary<Action> actions = Arbitraries.oneOf(reads, reads, writes, changes, deletes, refused, appends);
        return Combinators.combine(
                        actions,
                        Arbitraries.integers().between(0, MAX_TIME),
                        Arbitraries.integers().between(-1, 5))
                .as(Sketch::new)
                .list()
                .ofMaxSize(MAX_OPERATIONS)
                .map(LinearizabilityProperties::named);
    }

    private static List<Operation> named(List<Sketch> sketches) {
        List<Operation> operations = new ArrayList<>();
        for (Sketch sketch : sketches) {
            operations.add(sketch.named(operations.size()));
        }
        return operations;
    }

    private static Verdict check(List<Operation> history) {
        return new KeySearch(history, LinearizabilityChecker.DEFAULT_MAX_CONFIGURATIONS).run();
    }

    @Property(tries = 10_000)
    void theVerdictIsThatOfTryingEveryOrder(@ForAll("histories") List<Operation> history) {
        boolean expected = BruteForce.isLinearizable(history);
        Statistics.label("linearizable").collect(expected);
        assertThat(check(history)).isInstanceOf(expected ? Linearizable.class : NotLinearizable.class);
    }

    @Property(tries = 3_000)
    void anOrderThatIsNamedExplainsTheHistory(@ForAll("histories") List<Operation> history) {
        if (check(history) instanceof Linearizable linearizable) {
            List<Operation> order = linearizable.order();
            Optional<String> held = Optional.empty();
            for (int i = 0; i < order.size(); i++) {
                assertThat(order.get(i).action().fits(held)).isTrue();
                held = order.get(i).action().after(held);
                long calledAt = order.get(i).calledAt();
                assertThat(order.subList(i, order.size()))
                        .noneMatch(later -> later.returnedAt().orElse(Long.MAX_VALUE) < calledAt);
            }
            assertThat(order)
                    .doesNotHaveDuplicates()
                    .containsAll(history.stream().filter(Operation::isCertain).toList());
        }
    }

    @Property(tries = 3_000)
    void theShortestPrefixIsTheShortest(@ForAll("histories") List<Operation> history) {
        if (check(history) instanceof NotLinearizable not) {
            Operation unplaced = not.unplaced();
            List<Operation> before = BruteForce.prefix(history, unplaced, false);
            assertThat(BruteForce.isLinearizable(before)).isTrue();
            assertThat(BruteForce.isLinearizable(BruteForce.prefix(history, unplaced, true)))
                    .isFalse();
            assertThat(not.prefix())
                    .containsAll(before.stream().filter(Operation::isCertain).toList());
            assertThat(BruteForce.isLinearizable(not.prefix())).isTrue();
        }
    }
}
