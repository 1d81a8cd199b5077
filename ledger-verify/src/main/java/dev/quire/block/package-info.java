/**
 * The ledger's published structures: transaction, header, block, certificate, result leaf, member set, parameters and
 * genesis, each with its one encoding (docs/spec/formats.md, sections 3 to 8).
 */
package dev.quire.block;
