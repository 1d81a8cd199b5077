package dev.quire.gateway.vault;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.quire.health.vault.VaultException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The database under a vault: how it is reached, brought to the newest schema, and what a durable commit takes. Safe for use
 * by several threads.
 */
final class VaultDatabase implements AutoCloseable {
    private static final int EMBEDDED_CONNECTIONS = 8;
    private static final long EMBEDDED_WAIT_MILLIS = 5_000;
    private static final int EMBEDDED_CACHE_KIB = 4_096;
    /** An upload by another process may be under way; one that takes longer than this has to be begun anew. */
    private static final Duration LONGEST_UPLOAD = Duration.ofHours(24);

    private final HikariDataSource pool;
    private final boolean embedded;

    private VaultDatabase(HikariConfig config, boolean embedded) throws VaultException {
        config.setAutoCommit(false);
        // The first statement finds out whether the server is there: its failure is a typed one.
        config.setInitializationFailTimeout(-1);
        config.setPoolName("vault");
        pool = new HikariDataSource(config);
        this.embedded = embedded;
        try {
            Flyway.configure(VaultDatabase.class.getClassLoader())
                    .dataSource(pool)
                    .locations("classpath:dev/quire/gateway/vault/migration")
                    .failOnMissingLocations(true)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            pool.close();
            throw new VaultException.Unavailable(
                    "the vault " + config.getJdbcUrl() + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /** An H2 file in a directory that only its owner may enter; it belongs to this process until it is closed. */
    static VaultDatabase h2(Path directory) throws VaultException {
        Path file = directory.toAbsolutePath().normalize().resolve("vault");
        if (file.toString().indexOf(';') >= 0) {
            throw new IllegalArgumentException("H2 takes no directory with a semicolon in its name: " + directory);
        }
        makePrivate(directory);
        HikariConfig config = new HikariConfig();
        // Over "async:" a thread that is interrupted while it reads does not close the file under everybody else.
        config.setJdbcUrl("jdbc:h2:async:" + file + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_ON_EXIT=FALSE"
                + ";WRITE_DELAY=0;CACHE_SIZE=" + EMBEDDED_CACHE_KIB);
        config.setUsername("vault");
        config.setPassword("");
        config.setMaximumPoolSize(EMBEDDED_CONNECTIONS);
        config.setConnectionTimeout(EMBEDDED_WAIT_MILLIS);
        // Connections into this process do not age, and the file is open as long as there is one.
        config.setMaxLifetime(0);
        return new VaultDatabase(config, true);
    }

    static VaultDatabase postgres(PostgresSettings settings) throws VaultException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(settings.connections());
        config.setConnectionTimeout(settings.waitMillis());
        config.setValidationTimeout(Math.min(settings.waitMillis(), 2_000));
        // Whatever the server's default is: what was put must survive the server's end.
        config.setConnectionInitSql("set synchronous_commit to on");
        config.addDataSourceProperty("connectTimeout", seconds(settings.waitMillis()));
        config.addDataSourceProperty("loginTimeout", seconds(settings.waitMillis()));
        config.addDataSourceProperty("socketTimeout", seconds(settings.answerMillis()));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        return new VaultDatabase(config, false);
    }

    /** What is done in one transaction. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Does it and commits, or undoes it.
     *
     * @param action what the caller wanted, for the message
     */
    <T> T transact(String action, Work<T> work) throws VaultException {
        try (Connection connection = pool.getConnection()) {
            // The pool rolls back what is not committed when the connection is given back.
            T result = work.on(connection);
            connection.commit();
            return result;
        } catch (SQLException e) {
            throw unavailable(action, e);
        }
    }

    /** The same; the disk has it when this returns. Work without writes makes earlier commits of others durable. */
    <T> T transactDurably(String action, Work<T> work) throws VaultException {
        T result = transact(action, work);
        if (embedded) {
            // H2 hands each commit to the operating system, but forces it to the disk on demand only.
            transact(action, connection -> execute(connection, "checkpoint sync"));
        }
        return result;
    }

    /** How old an upload must be before it counts as dead. */
    Duration longestUpload() {
        return embedded ? Duration.ZERO : LONGEST_UPLOAD;
    }

    /** H2 closes its file with the last connection. */
    @Override
    public void close() {
        pool.close();
    }

    private static boolean execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }

    private static VaultException unavailable(String action, SQLException cause) {
        return new VaultException.Unavailable(
                "cannot " + action + " (SQL state " + cause.getSQLState() + "): " + cause.getMessage()
                        + ". See that the database runs and has room; the same call may then succeed",
                cause);
    }

    private static void makePrivate(Path directory) throws VaultException {
        try {
            Files.createDirectories(directory);
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException e) {
            throw new VaultException.Unavailable("the vault's directory " + directory + " cannot be made", e);
        }
    }

    private static String seconds(long millis) {
        return Long.toString(Math.max(1, TimeUnit.MILLISECONDS.toSeconds(millis)));
    }
}
