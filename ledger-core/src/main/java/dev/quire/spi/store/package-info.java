/** What the engine asks of storage: files that can be synced, and a rebuildable store of columns. */
@NullMarked
package dev.quire.spi.store;

import org.jspecify.annotations.NullMarked;
