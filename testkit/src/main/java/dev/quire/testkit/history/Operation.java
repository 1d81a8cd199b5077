package dev.quire.testkit.history;

import java.util.OptionalLong;

/**
 * One operation of a history that had an effect, or may have had one: those that certainly had none are left out.
 *
 * @param name what reports call it
 * @param calledAt when its client called, by the one clock of the whole history, in any unit
 * @param returnedAt when its client knew the outcome, by the same clock; empty: never, so that it may take effect at any
 *     time after the call, or not at all
 */
public record Operation(String name, String key, Action action, long calledAt, OptionalLong returnedAt) {
    /** @throws IllegalArgumentException if it returned before it was called */
    public Operation {
        if (returnedAt.isPresent() && returnedAt.getAsLong() < calledAt) {
            throw new IllegalArgumentException(name + " returned before it was called");
        }
    }

    boolean isCertain() {
        return returnedAt.isPresent();
    }

    @Override
    public String toString() {
        return name + ": " + action;
    }
}
