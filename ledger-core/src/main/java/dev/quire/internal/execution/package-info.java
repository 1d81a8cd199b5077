/** Builds and validates blocks by executing them on forks of the newest state. */
@NullMarked
package dev.quire.internal.execution;

import org.jspecify.annotations.NullMarked;
