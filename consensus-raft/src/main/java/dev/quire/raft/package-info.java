/**
 * Raft as a pure engine: inputs in, effects out, no thread, clock, socket or disk inside (docs/spec/raft.md).
 *
 * <p>The chain is the log: one entry is one block, the index is the height, and the identity of an entry is (term,
 * height). Start reading at {@link dev.quire.raft.RaftEngine}, which makes every change of role; then one class per
 * role. {@link dev.quire.raft.RaftProtocol} is all that others see.
 */
@NullMarked
package dev.quire.raft;

import org.jspecify.annotations.NullMarked;
