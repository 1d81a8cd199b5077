/** {@code quire start}: one member's node as a process, from its properties file to its exit code. */
@NullMarked
package dev.quire.node.daemon;

import org.jspecify.annotations.NullMarked;
