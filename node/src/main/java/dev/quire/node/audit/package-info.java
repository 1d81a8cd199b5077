/** {@code quire verify}: everything that a stopped node has stored, checked from genesis on. */
@NullMarked
package dev.quire.node.audit;

import org.jspecify.annotations.NullMarked;
