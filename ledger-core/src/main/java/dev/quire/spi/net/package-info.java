/** What the engine asks of the network: authenticated peers and bounded frames, no more. */
@NullMarked
package dev.quire.spi.net;

import org.jspecify.annotations.NullMarked;
