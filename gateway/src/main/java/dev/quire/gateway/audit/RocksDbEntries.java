package dev.quire.gateway.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIteratorInterface;
import org.rocksdb.SstFileReader;

/** Keys and values of RocksDB, decompressed: of whole databases, their logs included, and of single tables. Changes nothing. */
final class RocksDbEntries {
    private RocksDbEntries() {}

    /** Is told of each entry. */
    interface Entries {
        void entry(String family, byte[] key, byte[] value);
    }

    /** All that a reader of the database sees, whether a node has it open or not. */
    static void ofDatabase(Path directory, Entries entries) throws IOException {
        RocksDB.loadLibrary();
        Path logs = Files.createTempDirectory("quire-leak-scan-");
        try (Options options = new Options();
                DBOptions database =
                        new DBOptions().setDbLogDir(logs.toString()).setInfoLogLevel(InfoLogLevel.FATAL_LEVEL)) {
            List<ColumnFamilyDescriptor> families = new ArrayList<>();
            for (byte[] name : RocksDB.listColumnFamilies(options, directory.toString())) {
                families.add(new ColumnFamilyDescriptor(name));
            }
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            try (RocksDB rocks = RocksDB.openReadOnly(database, directory.toString(), families, handles)) {
                for (ColumnFamilyHandle handle : handles) {
                    String family = new String(handle.getName(), StandardCharsets.UTF_8);
                    try (handle;
                            var iterator = rocks.newIterator(handle)) {
                        read(family, iterator, entries);
                    }
                }
            }
        } catch (RocksDBException e) {
            throw new IOException("RocksDB cannot read it: " + e.getStatus().getCode(), e);
        } finally {
            TemporaryFiles.delete(logs);
        }
    }

    /** All that stands in a table, whether a database still names it or not. */
    static void ofTable(Path file, Entries entries) throws IOException {
        RocksDB.loadLibrary();
        try (Options options = new Options();
                ReadOptions read = new ReadOptions();
                SstFileReader reader = new SstFileReader(options)) {
            reader.open(file.toString());
            try (var iterator = reader.newIterator(read)) {
                read("table", iterator, entries);
            }
        } catch (RocksDBException e) {
            throw new IOException(
                    "RocksDB cannot read the table: " + e.getStatus().getCode(), e);
        }
    }

    private static void read(String family, RocksIteratorInterface iterator, Entries entries) throws RocksDBException {
        for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
            if (iterator instanceof org.rocksdb.RocksIterator found) {
                entries.entry(family, found.key(), found.value());
            } else if (iterator instanceof org.rocksdb.SstFileReaderIterator found) {
                entries.entry(family, found.key(), found.value());
            }
        }
        // An iterator that meets damage looks as if it had come to the end.
        iterator.status();
    }
}
