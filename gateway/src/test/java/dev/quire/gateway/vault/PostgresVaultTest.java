package dev.quire.gateway.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quire.health.vault.VaultException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vault in a real PostgreSQL server, which one of the tests stops. */
class PostgresVaultTest extends BlobVaultContract {
    @TempDir
    private static Path data;

    private static EmbeddedPostgres server;
    private static int port;

    @BeforeAll
    static void startServer() throws IOException {
        start();
        port = server.getPort();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    private static void start() throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data.resolve("data"))
                .setCleanDataDirectory(false);
        server = (port == 0 ? builder : builder.setPort(port)).start();
    }

    private static String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    @Override
    JdbcBlobVault open() throws IOException {
        return JdbcBlobVault.postgres(new PostgresSettings(url(), "postgres", "postgres", 8, 2_000, 30_000));
    }

    @Override
    Connection connection() throws SQLException {
        return DriverManager.getConnection(url(), "postgres", "postgres");
    }

    @Test
    void outageIsTypedAndTheSameCallSucceedsAfterIt() throws IOException {
        byte[] before = Blobs.bytes(2 * Chunk.SIZE, 1);
        Blobs.put(vault, Blobs.name(-1), before);
        long length = 4L * Chunk.SIZE;
        assertThatThrownBy(() -> vault.put(name, length, Blobs.endless(length, 2 * Chunk.SIZE, server::close)))
                .isInstanceOf(VaultException.Unavailable.class);
        assertThatThrownBy(() -> vault.stat(name)).isInstanceOf(VaultException.Unavailable.class);
        assertThatThrownBy(() -> Blobs.get(vault, Blobs.name(-1), 0, 1)).isInstanceOf(VaultException.Unavailable.class);
        assertThatThrownBy(this::open).isInstanceOf(VaultException.Unavailable.class);
        start();
        await().atMost(60, TimeUnit.SECONDS)
                .ignoreExceptionsInstanceOf(VaultException.Unavailable.class)
                .until(() -> vault.stat(Blobs.name(-1)).isPresent());
        assertThat(vault.stat(name)).as("half a blob").isEmpty();
        assertThat(Blobs.get(vault, Blobs.name(-1), 0, before.length)).isEqualTo(before);
        vault.put(name, length, Blobs.endless(length));
        assertThat(Blobs.get(vault, name, 0, length))
                .isEqualTo(Blobs.endless(length).readAllBytes());
    }

    @Test
    void largeBlobNeedsLittleMemory(@TempDir Path root) throws Exception {
        SmallHeap.run(root.resolve("report.txt"), "postgres", url());
    }

    @Test
    void wrongPasswordOrHostIsUnavailable() {
        assertThatThrownBy(() -> JdbcBlobVault.postgres(
                        new PostgresSettings("jdbc:postgresql://127.0.0.1:1/none", "nobody", "x", 1, 500, 500)))
                .isInstanceOf(VaultException.Unavailable.class)
                .hasMessageContaining("127.0.0.1:1")
                .hasMessageNotContaining("password");
    }
}
