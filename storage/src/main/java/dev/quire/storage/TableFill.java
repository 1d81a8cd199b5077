package dev.quire.storage;

import java.util.List;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.SstFileMetaData;

/**
 * How much of the tables of a column is of use. An entry that is deleted stays where it is, and the delete in another
 * table, until a compaction meets both.
 *
 * @param bytes of all tables
 * @param entries deletes included
 */
record TableFill(long bytes, long entries, long deletes) {
    private static final int WASTE = 4;
    private static final int PARTS = 1_000;

    static TableFill of(List<LiveFileMetaData> files) {
        return new TableFill(
                files.stream().mapToLong(SstFileMetaData::size).sum(),
                files.stream().mapToLong(SstFileMetaData::numEntries).sum(),
                files.stream().mapToLong(SstFileMetaData::numDeletions).sum());
    }

    /** As if each delete had met its entry. */
    long liveBytes() {
        long live = Math.max(0, entries - 2 * deletes);
        return entries == 0 ? 0 : bytes / PARTS * (live * PARTS / entries);
    }

    /** A fifth of it is deletes: then a compaction gives back more than two. */
    boolean isWasteful() {
        return deletes > 0 && deletes * WASTE >= entries - deletes;
    }
}
