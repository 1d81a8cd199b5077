/** What every implementation of the network port must do, as tests to inherit. */
@NullMarked
package dev.quire.spi.net;

import org.jspecify.annotations.NullMarked;
