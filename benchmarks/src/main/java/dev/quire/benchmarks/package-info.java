/** JMH benchmarks of the hot paths. */
@NullMarked
package dev.quire.benchmarks;

import org.jspecify.annotations.NullMarked;
