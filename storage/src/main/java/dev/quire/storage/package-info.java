/** The file disk of the journal and the RocksDB state store. */
@NullMarked
package dev.quire.storage;

import org.jspecify.annotations.NullMarked;
