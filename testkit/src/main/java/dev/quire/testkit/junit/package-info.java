/**
 * For JUnit 5: {@link dev.quire.testkit.junit.LedgerTest}, a test of a plugin on a simulated cluster, and {@link
 * dev.quire.testkit.junit.StateMachineContract}, what every plugin keeps. See docs/testing-plugins.md.
 */
@NullMarked
package dev.quire.testkit.junit;

import org.jspecify.annotations.NullMarked;
