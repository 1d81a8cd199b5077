/**
 * What organisations, and patients, ask of a member's service beside its node: custody and ciphertext. Transport-neutral; the
 * gateway serves and calls it over mutual TLS.
 */
@NullMarked
package dev.quire.health.member;

import org.jspecify.annotations.NullMarked;
