package dev.quire.gateway.vault;

import dev.quire.hash.Hash;
import dev.quire.health.keys.blob.SliceHashes;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobStat;
import dev.quire.health.vault.BlobVault;
import dev.quire.health.vault.VaultException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A vault in a database: an H2 file of its own, or a PostgreSQL server. A blob is rows of 256 KiB, of which one is in memory
 * at a time, and no call keeps a connection while it waits for the caller's stream. Chunks are written before the blob is
 * known; one transaction then makes it known, durably, so a put that broke off leaves nothing that anybody sees and is
 * swept. Each row is sealed with SHA-256: an altered or lost one is {@link VaultException.Damaged}, with its range.
 *
 * <p>Safe for use by several threads. Every wait for a server is bounded.
 */
public final class JdbcBlobVault implements BlobVault, AutoCloseable {
    /** The most bytes in a blob: 1 TiB, as on the ledger. */
    public static final long MAX_LENGTH = SliceHashes.MAX_BLOB_LENGTH;

    private static final Logger LOG = LoggerFactory.getLogger(JdbcBlobVault.class);

    private final VaultDatabase database;
    private final VaultTables tables;

    private JdbcBlobVault(VaultDatabase database) throws VaultException {
        this.database = database;
        tables = new VaultTables(database);
        try {
            for (UUID id : tables.abandoned(database.longestUpload())) {
                tables.abandon(id);
            }
        } catch (VaultException e) {
            database.close();
            throw e;
        }
    }

    /**
     * Opens or creates an H2 file.
     *
     * @param directory for this vault only; mode 0700 from now on
     * @throws VaultException.Unavailable if another process has it open, or the disk fails
     */
    public static JdbcBlobVault embedded(Path directory) throws VaultException {
        return new JdbcBlobVault(VaultDatabase.h2(directory));
    }

    /**
     * Opens a vault in a PostgreSQL database and brings its tables to the newest form.
     *
     * @throws VaultException.Unavailable if the server cannot be reached
     */
    public static JdbcBlobVault postgres(PostgresSettings settings) throws VaultException {
        return new JdbcBlobVault(VaultDatabase.postgres(settings));
    }

    @Override
    public void put(BlobName name, long length, InputStream content) throws VaultException {
        if (length < 0 || length > MAX_LENGTH) {
            throw new VaultException.WrongLength("a vault takes 0 to " + MAX_LENGTH + " bytes, not " + length);
        }
        ChunkReader chunks = new ChunkReader(name, length, content);
        Optional<BlobRow> there = tables.find(name);
        if (there.isPresent()) {
            requireSame(name, there.get(), length, chunks);
        } else {
            write(name, length, chunks);
        }
    }

    @Override
    public void get(BlobName name, long from, long to, OutputStream out) throws VaultException {
        BlobRow row = tables.find(name).orElseThrow(() -> new VaultException.Missing(name));
        long length = row.stat().length();
        if (from < 0 || to < from || to > length) {
            throw new VaultException.WrongLength(
                    name.path() + " has " + length + " bytes: there is no range from " + from + " to " + to);
        }
        for (int number = (int) (from / Chunk.SIZE); Chunk.start(number) < to; number++) {
            Chunk chunk = chunk(name, row, number);
            long start = Chunk.start(number);
            int skipped = (int) Math.max(0, from - start);
            int end = (int) Math.min(chunk.bytes().size(), to - start);
            try {
                out.write(chunk.bytes().toArray(), skipped, end - skipped);
            } catch (VaultException e) {
                throw e;
            } catch (IOException e) {
                throw new VaultException.StreamBroken(name, e);
            }
        }
    }

    @Override
    public Optional<BlobStat> stat(BlobName name) throws VaultException {
        return tables.find(name).map(BlobRow::stat);
    }

    /**
     * The names of what was put before, in the order of the database, at most so many.
     *
     * @param after the last name of the page before
     */
    public List<String> storedBefore(Instant before, Optional<String> after, int most) throws VaultException {
        return tables.storedBefore(before, after.orElse(""), most);
    }

    @Override
    public boolean delete(BlobName name) throws VaultException {
        Optional<UUID> id = tables.unpublish(name);
        if (id.isPresent()) {
            tables.abandon(id.get());
        }
        return id.isPresent();
    }

    @Override
    public void close() {
        database.close();
    }

    private void write(BlobName name, long length, ChunkReader chunks) throws VaultException {
        UUID id = UUID.randomUUID();
        boolean published = false;
        Hash digest;
        try {
            while (!chunks.nextIsLast()) {
                tables.stage(id, chunks.next());
            }
            Chunk last = chunks.next();
            digest = chunks.digest();
            published = tables.publish(name, new BlobRow(id, new BlobStat(length, digest)), last);
        } finally {
            if (!published && length > Chunk.SIZE) {
                abandon(id);
            }
        }
        if (!published) {
            requireSame(name, length, digest);
        }
    }

    /** What cannot be removed now is swept when the vault is opened again. */
    private void abandon(UUID id) {
        try {
            tables.abandon(id);
        } catch (VaultException e) {
            LOG.warn("chunks of a put that failed stay until the vault is opened again: {}", e.getMessage());
        }
    }

    private void requireSame(BlobName name, BlobRow there, long length, ChunkReader chunks) throws VaultException {
        if (there.stat().length() != length) {
            throw new VaultException.Taken(name);
        }
        boolean last;
        do {
            last = chunks.nextIsLast();
            chunks.next();
        } while (!last);
        requireSame(name, length, chunks.digest());
    }

    private void requireSame(BlobName name, long length, Hash digest) throws VaultException {
        Optional<BlobRow> there = tables.find(name);
        if (there.isPresent() && !there.get().sameContent(length, digest)) {
            throw new VaultException.Taken(name);
        }
        if (there.isEmpty()) {
            throw new VaultException.Unavailable(
                    name.path() + " was deleted while it was put: put it again", new IllegalStateException("deleted"));
        }
        tables.makeDurable(name);
    }

    private Chunk chunk(BlobName name, BlobRow row, int number) throws VaultException {
        long end = Chunk.end(number, row.stat().length());
        Optional<Chunk> found =
                tables.chunk(row.id(), number).filter(chunk -> chunk.bytes().size() == end - Chunk.start(number));
        if (found.isPresent()) {
            return found.get();
        }
        // A blob that was deleted meanwhile is not a damaged one.
        if (tables.find(name).filter(row::equals).isEmpty()) {
            throw new VaultException.Missing(name);
        }
        throw new VaultException.Damaged(name, Chunk.start(number), end);
    }
}
