/** Keys, signers and the decision of signature rule T (ARCHITECTURE.md, section 3.6). */
@NullMarked
package dev.quire.crypto;

import org.jspecify.annotations.NullMarked;
