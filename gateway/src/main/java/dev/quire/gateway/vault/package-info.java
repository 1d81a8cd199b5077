/**
 * Vaults on disk: one over JDBC for H2 and PostgreSQL, and one that keeps copies at two members. They see ciphertext only, so
 * that a stolen one is noise. Operations: docs/healthcare/vaults.md.
 */
@NullMarked
package dev.quire.gateway.vault;

import org.jspecify.annotations.NullMarked;
