package dev.quire.storage;

import java.nio.file.Path;
import java.util.Optional;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

/**
 * One file of a {@link RocksDbStateStore}. It never changes once it is written, but a compaction may replace it.
 *
 * @param bytes its size
 */
public record StateTable(Path file, long bytes) {
    /** What is wrong with its blocks, read from the disk; the store must be open. */
    Optional<String> problem() {
        try (Options options = new Options().setParanoidChecks(true);
                SstFileReader reader = new SstFileReader(options)) {
            reader.open(file.toString());
            reader.verifyChecksum();
            return Optional.empty();
        } catch (RocksDBException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
