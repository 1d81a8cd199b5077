package dev.quire.testkit.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The definition of linearizability, tried out on every order: slow and obvious. */
final class BruteForce {
    private BruteForce() {}

    /** @param history of one key */
    static boolean isLinearizable(List<Operation> history) {
        return isLinearizable(history, Optional.empty());
    }

    private static boolean isLinearizable(List<Operation> rest, Optional<String> held) {
        if (rest.stream().noneMatch(Operation::isCertain)) {
            return true;
        }
        for (Operation next : rest) {
            boolean comesTooEarly =
                    rest.stream().anyMatch(other -> other.returnedAt().orElse(Long.MAX_VALUE) < next.calledAt());
            if (!comesTooEarly && next.action().fits(held)) {
                List<Operation> others = new ArrayList<>(rest);
                others.remove(next);
                if (isLinearizable(others, next.action().after(held))) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * What was known of the history at a moment: what had not returned may return or not.
     *
     * @param last returns in this moment; of several that do, the first in the list comes first
     * @param inclusive whether {@code last} has returned
     */
    static List<Operation> prefix(List<Operation> history, Operation last, boolean inclusive) {
        long moment = last.returnedAt().orElseThrow();
        List<Operation> prefix = new ArrayList<>();
        boolean isBefore = true;
        for (Operation operation : history) {
            isBefore &= !operation.equals(last);
            long returnedAt = operation.returnedAt().orElse(Long.MAX_VALUE);
            if (returnedAt < moment || (returnedAt == moment && isBefore) || (operation.equals(last) && inclusive)) {
                prefix.add(operation);
            } else if (operation.calledAt() <= moment) {
                prefix.add(new Operation(
                        operation.name(),
                        operation.key(),
                        operation.action(),
                        operation.calledAt(),
                        OptionalLong.empty()));
            }
        }
        return prefix;
    }
}
