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
            implements Verdict {
        private static final int MAX_SHOWN = 10;

        /** For people: the operation, and the end of the prefix. */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("no order has a place for\n  ")
                    .append(unplaced)
                    .append("\n  (called at ")
                    .append(unplaced.calledAt())
                    .append(", returned at ")
                    .append(unplaced.returnedAt().orElse(-1))
                    .append(")\nThe history before that return is linearizable; the last of ")
                    .append(prefix.size())
                    .append(" operations:\n");
            prefix.stream()
                    .skip(Math.max(0, prefix.size() - MAX_SHOWN))
                    .forEach(operation -> text.append("  ").append(operation).append('\n'));
            List<String> held =
                    lastHeld.stream().limit(MAX_SHOWN).map(Held::text).toList();
            return text.append("Its orders end with the key holding ")
                    .append(String.join(" or ", held))
                    .append('.')
                    .toString();
        }
    }

    /**
     * The search was given up, and nothing is known.
     *
     * @param reached the operation on whose return it stood
     * @param configurations how many it had looked at
     */
    record Undecided(Operation reached, long configurations) implements Verdict {}
}
