package dev.quire.gateway.vault;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobStat;
import dev.quire.health.vault.VaultException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The vault's statements, the same for both databases. The tables are in the files of migration. */
final class VaultTables {
    /** Chunks that one transaction removes: H2 keeps what it must be able to undo in memory, 1 MiB. */
    private static final int REMOVED_AT_ONCE = 4;

    private static final int SWEPT_AT_ONCE = 1_000;
    private static final Instant LONG_AGO = Instant.EPOCH;
    private static final String SWEPT = "the upload took too long and was swept: put it again";

    private final VaultDatabase database;

    VaultTables(VaultDatabase database) {
        this.database = database;
    }

    /** @throws VaultException.Damaged if the row is not the one that was written */
    Optional<BlobRow> find(BlobName name) throws VaultException {
        record Found(BlobRow row, Bytes seal) {}
        Optional<Found> found = database.transact("look up " + name.path(), connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("select id, length, digest, seal from vault_blob where name = ?")) {
                select.setString(1, name.path());
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next()
                            ? Optional.of(new Found(row(rows), Bytes.wrap(rows.getBytes("seal"))))
                            : Optional.empty();
                }
            }
        });
        if (found.isPresent()
                && !found.get().row().seal(name.path()).equals(found.get().seal())) {
            throw new VaultException.Damaged(
                    name, 0, Math.max(0, found.get().row().stat().length()));
        }
        return found.map(Found::row);
    }

    /** Keeps a chunk of a blob that is not whole yet. */
    void stage(UUID id, Chunk chunk) throws VaultException {
        database.transact("keep chunk " + chunk.number(), connection -> {
            if (chunk.number() == 0) {
                insertUpload(connection, id, Instant.now());
            } else if (!lockUpload(connection, id)) {
                throw new SQLException(SWEPT);
            }
            return insertChunk(connection, id, chunk);
        });
    }

    /**
     * Keeps the last chunk and makes the blob known, durably.
     *
     * @return false if something lies under the name already; then nothing was written
     */
    boolean publish(BlobName name, BlobRow row, Chunk last) throws VaultException {
        return database.transactDurably("keep " + name.path(), connection -> {
            if (!insertBlob(connection, name, row)) {
                return false;
            }
            insertChunk(connection, row.id(), last);
            if (last.number() > 0 && !forgetUpload(connection, row.id())) {
                throw new SQLException(SWEPT);
            }
            return true;
        });
    }

    /** Makes what others have published durable. */
    void makeDurable(BlobName name) throws VaultException {
        database.transactDurably("make durable " + name.path(), connection -> true);
    }

    /** The chunk as it lies there, if the seal is its own. */
    Optional<Chunk> chunk(UUID id, int number) throws VaultException {
        return database.transact("read chunk " + number, connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("select bytes, seal from vault_chunk where id = ? and number = ?")) {
                select.setObject(1, id);
                select.setInt(2, number);
                try (ResultSet rows = select.executeQuery()) {
                    if (!rows.next()) {
                        return Optional.empty();
                    }
                    Chunk chunk = new Chunk(number, Bytes.wrap(rows.getBytes("bytes")));
                    return chunk.seal(id).equals(Bytes.wrap(rows.getBytes("seal")))
                            ? Optional.of(chunk)
                            : Optional.empty();
                }
            }
        });
    }

    /**
     * Forgets the name, durably; the chunks are left to {@link #abandon}.
     *
     * @return the blob's id, if something lay there
     */
    Optional<UUID> unpublish(BlobName name) throws VaultException {
        return database.transactDurably("delete " + name.path(), connection -> {
            Optional<UUID> id = id(connection, name);
            if (id.isEmpty() || !deleteBlob(connection, name, id.get())) {
                return Optional.empty();
            }
            insertUpload(connection, id.get(), LONG_AGO);
            return id;
        });
    }

    /**
     * Removes the chunks of a blob that has no name. Does nothing to one that has: a put whose commit went through although
     * the answer was lost is not undone.
     */
    void abandon(UUID id) throws VaultException {
        int removed;
        do {
            removed = database.transact(
                    "remove chunks", connection -> lockUpload(connection, id) ? removeSome(connection, id) : 0);
        } while (removed > 0);
        database.transact("remove an upload", connection -> forgetUpload(connection, id));
    }

    /** Uploads that nobody goes on with, or whose removal broke off. */
    List<UUID> abandoned(Duration age) throws VaultException {
        return database.transact("look for dead uploads", connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "select id from vault_upload where started <= ? limit " + SWEPT_AT_ONCE)) {
                select.setObject(1, time(Instant.now().minus(age)));
                List<UUID> ids = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        ids.add(rows.getObject(1, UUID.class));
                    }
                }
                return ids;
            }
        });
    }

    /** The names of what was put before, in their order, after a name. */
    List<String> storedBefore(Instant before, String after, int most) throws VaultException {
        return database.transact("look for what is old", connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "select name from vault_blob where stored < ? and name > ? order by name limit ?")) {
                select.setObject(1, time(before));
                select.setString(2, after);
                select.setInt(3, most);
                List<String> names = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        names.add(rows.getString("name"));
                    }
                }
                return names;
            }
        });
    }

    private static BlobRow row(ResultSet rows) throws SQLException {
        Bytes digest = Bytes.wrap(rows.getBytes("digest"));
        return new BlobRow(
                rows.getObject("id", UUID.class),
                new BlobStat(rows.getLong("length"), digest.size() == Hash.SIZE ? Hash.of(digest) : Hash.ZERO));
    }

    private static Optional<UUID> id(Connection connection, BlobName name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select id from vault_blob where name = ?")) {
            select.setString(1, name.path());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(rows.getObject(1, UUID.class)) : Optional.empty();
            }
        }
    }

    private static boolean insertBlob(Connection connection, BlobName name, BlobRow row) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into vault_blob (name, id, length, digest, seal)"
                        + " values (?, ?, ?, ?, ?) on conflict do nothing")) {
            insert.setString(1, name.path());
            insert.setObject(2, row.id());
            insert.setLong(3, row.stat().length());
            insert.setBytes(4, row.stat().digest().bytes().toArray());
            insert.setBytes(5, row.seal(name.path()).toArray());
            return insert.executeUpdate() == 1;
        }
    }

    private static int insertChunk(Connection connection, UUID id, Chunk chunk) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into vault_chunk (id, number, bytes, seal) values (?, ?, ?, ?)")) {
            insert.setObject(1, id);
            insert.setInt(2, chunk.number());
            insert.setBytes(3, chunk.bytes().toArray());
            insert.setBytes(4, chunk.seal(id).toArray());
            return insert.executeUpdate();
        }
    }

    private static void insertUpload(Connection connection, UUID id, Instant started) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into vault_upload (id, started) values (?, ?)")) {
            insert.setObject(1, id);
            insert.setObject(2, time(started));
            insert.executeUpdate();
        }
    }

    /** False if the upload is over. Waits for whoever is ending it. */
    private static boolean lockUpload(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select id from vault_upload where id = ? for update")) {
            select.setObject(1, id);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static boolean forgetUpload(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from vault_upload where id = ?")) {
            delete.setObject(1, id);
            return delete.executeUpdate() == 1;
        }
    }

    private static boolean deleteBlob(Connection connection, BlobName name, UUID id) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from vault_blob where name = ? and id = ?")) {
            delete.setString(1, name.path());
            delete.setObject(2, id);
            return delete.executeUpdate() == 1;
        }
    }

    private static int removeSome(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from vault_chunk where id = ? and number in"
                + " (select number from vault_chunk where id = ? limit " + REMOVED_AT_ONCE + ")")) {
            delete.setObject(1, id);
            delete.setObject(2, id);
            return delete.executeUpdate();
        }
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
