/** Blocks, results, certificates and indexes by height and id; receipts are assembled here. */
@NullMarked
package dev.quire.internal.chain;

import org.jspecify.annotations.NullMarked;
