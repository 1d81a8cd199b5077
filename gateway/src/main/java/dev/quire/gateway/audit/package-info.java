/** Looks for plaintext where only ciphertext may be: docs/healthcare/leak-scan.md. */
@NullMarked
package dev.quire.gateway.audit;

import org.jspecify.annotations.NullMarked;
