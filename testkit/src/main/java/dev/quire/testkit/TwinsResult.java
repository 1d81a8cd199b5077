package dev.quire.testkit;

/**
 * How a scenario that went well went.
 *
 * @param traceHash SHA-256 over all that happened, in hexadecimal
 * @param leadersUntilBlock how many views after the last round there was a new block at all honest members
 */
record TwinsResult(String traceHash, long virtualMicros, long blocks, long leadersUntilBlock, TwinsCounters counters) {}
