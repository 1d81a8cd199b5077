package dev.quire.storage;

import org.rocksdb.RocksDBException;

/** A call that uses native handles, which must stay open until it returns. */
@FunctionalInterface
interface NativeCall<T> {
    T run() throws RocksDBException;
}
