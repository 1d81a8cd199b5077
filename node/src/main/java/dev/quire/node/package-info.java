/** The daemon and the command line {@code quire}. */
@NullMarked
package dev.quire.node;

import org.jspecify.annotations.NullMarked;
