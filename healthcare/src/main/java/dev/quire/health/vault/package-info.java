/**
 * Where ciphertext lies: the sealed files of records, with their sealed descriptions, salts, share leaves and capsules. A
 * vault sees no key and no plaintext (HEALTHCARE.md 3), so that a stolen one is noise.
 */
@NullMarked
package dev.quire.health.vault;

import org.jspecify.annotations.NullMarked;
