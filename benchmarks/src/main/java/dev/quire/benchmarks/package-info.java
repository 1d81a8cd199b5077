/**
 * What the engine costs: JMH measures its parts, {@link dev.quire.benchmarks.ClusterBenchmark} whole nodes. {@code ./bench}
 * builds and runs all of it; {@link dev.quire.benchmarks.Main} is its other half.
 */
@NullMarked
package dev.quire.benchmarks;

import org.jspecify.annotations.NullMarked;
