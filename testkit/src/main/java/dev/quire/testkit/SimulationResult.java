package dev.quire.testkit;

import java.util.Map;

/**
 * How a world that went well went.
 *
 * @param traceHash SHA-256 over all that happened, in hexadecimal
 */
record SimulationResult(
        long seed, String traceHash, long virtualMicros, long blocks, Map<Situation, Long> situations) {}
