package dev.quire.testkit.history;

import java.util.List;

/**
 * What a file holds.
 *
 * @param operations those that had an effect or may have had one
 * @param leftOut how many were left out: they certainly had no effect, or are reads of which nothing is promised or known
 * @param committedTwice in words: transactions that two outcomes tell of, of which each should have its own
 */
record RecordedHistory(String format, List<Operation> operations, int leftOut, List<String> committedTwice) {}
