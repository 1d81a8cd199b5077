/** The ports of storage, held in memory: for the simulator, tests, and ledgers that need not outlive their process. */
@NullMarked
package dev.quire.internal.memory;

import org.jspecify.annotations.NullMarked;
