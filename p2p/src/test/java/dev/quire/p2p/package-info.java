/** Real transports over the loopback address, among friends and under attack. */
@NullMarked
package dev.quire.p2p;

import org.jspecify.annotations.NullMarked;
