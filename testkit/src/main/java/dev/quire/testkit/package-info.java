/** Whole ledgers in one thread, from one seed: the simulator and the contracts of the ports. */
@NullMarked
package dev.quire.testkit;

import org.jspecify.annotations.NullMarked;
