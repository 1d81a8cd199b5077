/** {@code quire testnet}: a chain of real processes on this machine (docs/spec/process.md, section 2). */
@NullMarked
package dev.quire.node.testnet;

import org.jspecify.annotations.NullMarked;
