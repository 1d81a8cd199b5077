/**
 * For JUnit 5: {@link dev.quire.testkit.junit.LedgerTest}, a test of a plugin on a simulated cluster.
 */
@NullMarked
package dev.quire.testkit.junit;

import org.jspecify.annotations.NullMarked;
