/** What a plugin author writes: a deterministic state machine over ordered keys. */
@NullMarked
package dev.quire.spi.state;

import org.jspecify.annotations.NullMarked;
