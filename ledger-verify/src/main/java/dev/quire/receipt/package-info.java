/**
 * Receipts: what a member hands out to show that a transaction is in the chain and what became of it, and how anyone
 * checks that offline, knowing only a member set (docs/spec/formats.md, section 8).
 */
package dev.quire.receipt;
