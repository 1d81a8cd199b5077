/** The loops that run a node: consensus, execution and journal, their queues, and the vote guard. */
@NullMarked
package dev.quire.internal.runtime;

import org.jspecify.annotations.NullMarked;
