/**
 * The trees and their proofs: RFC 9162 trees for transactions, results and history, and the ordered state tree
 * (docs/spec/formats.md, section 7). Pure functions and immutable values; nothing here touches storage.
 */
package dev.quire.merkle;
