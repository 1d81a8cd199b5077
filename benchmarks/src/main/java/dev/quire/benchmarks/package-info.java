/**
 * What the engine costs: JMH measures its parts, {@link dev.quire.benchmarks.ClusterBenchmark} whole nodes, {@link
 * dev.quire.benchmarks.ConsensusBenchmark} the protocols and what their certificates cost. {@code ./bench} builds and runs all of it; {@link dev.quire.benchmarks.Main} is its other half.
 */
@NullMarked
package dev.quire.benchmarks;

import org.jspecify.annotations.NullMarked;
