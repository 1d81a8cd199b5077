/**
 * Is a recorded history linearizable? The checker, the formats in which it reads histories, and the command
 * {@code ./simulate check-history}; docs/simulator.md says how to use them.
 */
@NullMarked
package dev.quire.testkit.history;

import org.jspecify.annotations.NullMarked;
