/**
 * What embedders depend on: {@link dev.quire.LedgerNode} runs one member's node inside the host's JVM.
 *
 * <p>A node leaves the host alone: it has no statics, shutdown hooks, global providers or log backend, all its threads
 * are daemons, and after {@code close()} none of them is left. Several nodes may run in one JVM and share threads and
 * caches through {@link dev.quire.SharedResources}.
 */
@NullMarked
package dev.quire;

import org.jspecify.annotations.NullMarked;
