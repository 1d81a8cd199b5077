/**
 * Secrets at rest: key files under a passphrase, readable by their owner only, and the patient's recovery file, which a
 * browser can open too.
 */
@NullMarked
package dev.quire.health.keys.file;

import org.jspecify.annotations.NullMarked;
