/** Raft as a pure engine: inputs in, effects out, no thread, clock, socket or disk inside. */
@NullMarked
package dev.quire.raft;

import org.jspecify.annotations.NullMarked;
