/**
 * The member service over mutual TLS 1.3: custody and ciphertext, for members and patients who are known by a key on the
 * ledger; and the way to the other members' services.
 */
@NullMarked
package dev.quire.gateway.service;

import org.jspecify.annotations.NullMarked;
