/**
 * What a receipt or proof shows, for tools that know nothing of Quire: COSE Receipts (RFC 9942; docs/spec/cose.md). The
 * only package that knows CBOR.
 */
@NullMarked
package dev.quire.node.cose;

import org.jspecify.annotations.NullMarked;
