/**
 * The contract between a consensus engine and the runtime that drives it.
 *
 * <p>An engine is a pure state machine: {@code step(now, input)} returns effects and does nothing else. It has no thread,
 * clock, socket or disk; its randomness comes in through its start. The runtime, and the simulator in its place, keeps
 * seven guarantees:
 *
 * <ol>
 *   <li>The effects of a step start in list order.
 *   <li>No effect's result comes back inside {@code step}.
 *   <li>Each request carries an id of the engine's choosing and is answered exactly once; engines ignore stale ids.
 *   <li>Persists complete in order and are reported as a prefix; a failed one is never reported: the node stops.
 *   <li>Validations of a branch complete in order of height.
 *   <li>{@code Committed} is accepted once per height, in order, without gaps; anything else stops the node.
 *   <li>The node's own inputs are never dropped. Peers' messages may be lost, doubled and reordered, and only they.
 * </ol>
 *
 * <p>The grammar of a proposal on its builder: {@code Build, ProposalBuilt, (Persist | Send)*, Persisted, Committed,
 * AppliedUpTo}; on the others: {@code MessageReceived, Validate, BlockValidated, Persist, Persisted, Send, Committed,
 * AppliedUpTo}.
 */
@NullMarked
package dev.quire.spi.consensus;

import org.jspecify.annotations.NullMarked;
