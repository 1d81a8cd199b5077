package dev.quire.gateway.audit;

/**
 * Where bytes lie.
 *
 * @param file or database, as it may be shown
 * @param store how it was opened: file, name, gzip, zip, journal, rocksdb or sql
 * @param column what of the store: a member, a record, a column and row; empty for a file as it is
 */
record Place(String file, String store, String column) {}
