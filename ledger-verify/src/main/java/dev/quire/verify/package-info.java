/** The command line of this jar: checks a receipt file without any other part of the ledger. */
package dev.quire.verify;
