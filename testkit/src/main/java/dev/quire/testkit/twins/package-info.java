/**
 * Scenarios in which members lie by being two, after Bano et al., "Twins: BFT Systems Made Robust" (2020): what a scenario
 * is, where it comes from, and how one that fails is made smaller. Pure; the simulator plays them (docs/simulator.md).
 */
@NullMarked
package dev.quire.testkit.twins;

import org.jspecify.annotations.NullMarked;
