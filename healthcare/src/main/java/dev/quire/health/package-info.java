/** The record-and-consent ledger: a plugin of the engine. */
@NullMarked
package dev.quire.health;

import org.jspecify.annotations.NullMarked;
