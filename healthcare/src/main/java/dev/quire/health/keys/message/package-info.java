/**
 * What is sealed to whom: one envelope for each row of the table in docs/healthcare/crypto.md, the plaintexts that go into
 * them, and the hashes by which the ledger knows a sealed capsule.
 */
@NullMarked
package dev.quire.health.keys.message;

import org.jspecify.annotations.NullMarked;
