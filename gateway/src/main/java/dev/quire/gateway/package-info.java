/** What stands beside a hospital's node: the member service over mutual TLS, and the vaults of ciphertext. */
@NullMarked
package dev.quire.gateway;

import org.jspecify.annotations.NullMarked;
