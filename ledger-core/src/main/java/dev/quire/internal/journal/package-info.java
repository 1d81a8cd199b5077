/** The hash-chained journal of blocks and the head file with the node's promise (ARCHITECTURE.md, section 5). */
@NullMarked
package dev.quire.internal.journal;

import org.jspecify.annotations.NullMarked;
