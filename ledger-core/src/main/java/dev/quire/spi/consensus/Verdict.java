package dev.quire.spi.consensus;

/** What this node thinks of a proposed block. */
public sealed interface Verdict {
    /** It keeps all rules and its roots are those that this node computed. Its fork is kept. */
    record Valid() implements Verdict {}

    /**
     * Its time lies ahead of this node's clock; ask again later.
     *
     * @param retryAfterMicros how long to wait
     */
    record NotYet(long retryAfterMicros) implements Verdict {}

    /**
     * It breaks a rule.
     *
     * @param rule the number of the block rule, see docs/spec/formats.md
     */
    record Invalid(int rule, String explanation) implements Verdict {}

    /**
     * It keeps the rules, but this node computed another result.
     *
     * @param index the first transaction that differs, or -1 if only the roots are known to differ
     */
    record Diverged(int index, String explanation) implements Verdict {}
}
