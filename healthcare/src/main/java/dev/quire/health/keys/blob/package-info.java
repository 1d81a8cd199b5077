/**
 * A record's ciphertext: written and read as a stream in constant memory, checked slice by slice against the ledger, its
 * length padded; and the metaBox, its encrypted description.
 */
@NullMarked
package dev.quire.health.keys.blob;

import org.jspecify.annotations.NullMarked;
