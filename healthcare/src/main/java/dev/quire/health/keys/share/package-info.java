/**
 * A factor split among custodians: Shamir's scheme behind one guard, shares that can each be checked alone, and how many
 * members of a committee are needed for what.
 */
@NullMarked
package dev.quire.health.keys.share;

import org.jspecify.annotations.NullMarked;
