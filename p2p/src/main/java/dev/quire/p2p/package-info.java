/** The network: length-prefixed frames over mutual TLS between members. It knows no message's meaning. */
@NullMarked
package dev.quire.p2p;

import org.jspecify.annotations.NullMarked;
