/** The ledger as embedders see it: open a node, submit, query, subscribe, close. */
@NullMarked
package dev.quire;

import org.jspecify.annotations.NullMarked;
