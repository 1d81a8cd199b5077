/**
 * A network of hospitals on one machine, each a ledger node with its member service: founding it, and what a hospital or a
 * patient needs to take part in one (docs/healthcare/network.md).
 */
@NullMarked
package dev.quire.gateway.network;

import org.jspecify.annotations.NullMarked;
