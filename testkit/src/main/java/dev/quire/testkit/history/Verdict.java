package dev.quire.testkit.history;

import java.util.List;
import java.util.Optional;

/** What the checker says of one key's history. */
public sealed interface Verdict {
    /**
     * There is an order in which the operations, one after the other, have the outcomes that the clients saw, and which
     * nobody who watched the clock can tell from what happened.
     *
     * @param order such an order; of the operations with unknown outcome it has those that are needed
     */
    record Linearizable(List<Operation> order) implements Verdict {}

    /**
     * There is no such order. The history up to the moment before {@code unplaced} returned has one, up to that moment
     * it has none.
     *
     * @param prefix an order of the longest prefix that has one
     * @param lastHeld what the key holds at the end of the orders of that prefix
     */
    record NotLinearizable(Operation unplaced, List<Operation> prefix, List<Optional<String>> lastHeld)
            implements Verdict {}

    /**
     * The search was given up, and nothing is known.
     *
     * @param reached the operation on whose return it stood
     * @param configurations how many it had looked at
     */
    record Undecided(Operation reached, long configurations) implements Verdict {}
}
