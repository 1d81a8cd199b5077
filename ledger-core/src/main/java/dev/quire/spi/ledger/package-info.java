/**
 * The ledger as its users see it, embedded or remote: submit, read, prove, follow.
 *
 * <p>Three kinds of trouble never mix: a {@linkplain dev.quire.spi.ledger.RejectedException rejection} has a number, and
 * where it is final the transaction is in no block for ever; a {@linkplain dev.quire.spi.ledger.BusyException busy} or {@linkplain
 * dev.quire.spi.ledger.NotConfirmedException unconfirmed} answer may succeed later; a {@linkplain
 * dev.quire.spi.ledger.LedgerStoppedException stopped} node answers no more.
 */
@NullMarked
package dev.quire.spi.ledger;

import org.jspecify.annotations.NullMarked;
