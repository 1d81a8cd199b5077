package dev.quire.internal.execution;

import dev.quire.spi.consensus.Verdict;
import java.util.function.Supplier;

/** A block breaks a rule. */
final class RuleBrokenException extends Exception {
    private static final long serialVersionUID = 1L;

    private final BlockRule rule;
    private final String found;

    RuleBrokenException(BlockRule rule, String found) {
        super(explanation(rule, found));
        this.rule = rule;
        this.found = found;
    }

    RuleBrokenException(BlockRule rule, PluginFailedException cause) {
        super(explanation(rule, cause.toString()), cause);
        this.rule = rule;
        this.found = cause.toString();
    }

    private static String explanation(BlockRule rule, String found) {
        return "the rule is that " + rule.text() + "; " + found;
    }

    Verdict verdict() {
        return new Verdict.Invalid(rule.number(), explanation(rule, found));
    }

    /** @param found asked for only where the rule is broken: nearly all blocks keep all rules */
    static void require(boolean kept, BlockRule rule, Supplier<String> found) throws RuleBrokenException {
        if (!kept) {
            throw new RuleBrokenException(rule, found.get());
        }
    }

    /** The two must be equal. */
    static void requireEqual(Object expected, Object found, BlockRule rule) throws RuleBrokenException {
        require(expected.equals(found), rule, () -> "found " + found + " instead of " + expected);
    }
}
