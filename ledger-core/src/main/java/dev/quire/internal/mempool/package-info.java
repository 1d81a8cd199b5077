/** Transactions that wait for a block, with limits. */
@NullMarked
package dev.quire.internal.mempool;

import org.jspecify.annotations.NullMarked;
