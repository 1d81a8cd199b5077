/**
 * A custodian's shares and log on disk, in a RocksDB of their own. How it is run: docs/healthcare/custody.md.
 */
@NullMarked
package dev.quire.gateway.custody;

import org.jspecify.annotations.NullMarked;
