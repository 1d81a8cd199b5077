/**
 * What a member's service does without being asked: it looks whether its vault has what the ledger says, heals it from the other
 * copies, and hands in deals that wait on disk. How it is run: docs/healthcare/service.md.
 */
@NullMarked
package dev.quire.gateway.upkeep;

import org.jspecify.annotations.NullMarked;
