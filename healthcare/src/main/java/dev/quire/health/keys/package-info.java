/**
 * The bytes that keep records secret (docs/healthcare/crypto.md): the patient's seed and what is derived from it, the keys
 * of a record, and the few primitives below them, all from libraries. Ciphertext is in {@code blob}, a key split among
 * custodians in {@code share}, sealed messages in {@code message}, key files in {@code file}.
 *
 * <p>The state machine knows nothing of this package. Nothing here reads a clock or makes its own randomness: who calls
 * brings a {@link java.security.SecureRandom}. What holds a secret is closed by whoever made it, never prints it, and
 * overwrites it then.
 */
@NullMarked
package dev.quire.health.keys;

import org.jspecify.annotations.NullMarked;
