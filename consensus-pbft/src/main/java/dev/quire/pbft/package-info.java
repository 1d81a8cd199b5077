/**
 * PBFT as a pure engine: inputs in, effects out, no thread, clock, socket or disk inside (docs/spec/pbft.md).
 *
 * <p>One height is open at a time. Start reading at {@link dev.quire.pbft.PbftEngine}, which hands inputs out and then
 * lets each part go as far as it can: {@code Views} (which view, and why), {@code Proposer} (the leader's part), {@code
 * Agreement} (from a proposal to the own COMMIT), {@code Finality} (from a certificate to a committed block). {@code
 * Rules} holds the decisions that safety hangs on. {@link dev.quire.pbft.PbftProtocol} is all that others see.
 */
@NullMarked
package dev.quire.pbft;

import org.jspecify.annotations.NullMarked;
