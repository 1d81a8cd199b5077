package dev.quire.health;

/**
 * Which rules are kept: all of them. Tests leave one out, and ask whether their model notices.
 *
 * @see Refusal
 * @see AccessRule
 */
@FunctionalInterface
interface Enforcement {
    boolean enforces(Enum<?> rule);
}
