package dev.quire.gateway.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.health.vault.VaultException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2VaultTest extends BlobVaultContract {
    private static final int SIGNS_OF_LIFE = 40;

    @TempDir
    private Path root;

    @Override
    JdbcBlobVault open() throws IOException {
        return JdbcBlobVault.embedded(root.resolve("vault"));
    }

    @Override
    Connection connection() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:h2:async:" + root.resolve("vault/vault") + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE",
                "vault",
                "");
    }

    @Test
    void onlyItsOwnerMayEnterTheDirectory() throws IOException {
        assertThat(Files.getPosixFilePermissions(root.resolve("vault")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void threadThatIsInterruptedDoesNotCloseTheFileUnderOthers() throws IOException {
        byte[] bytes = Blobs.bytes(5 * Chunk.SIZE, 1);
        Thread.currentThread().interrupt();
        try {
            Blobs.put(vault, name, bytes);
            assertThat(Blobs.get(vault, name, 0, bytes.length)).isEqualTo(bytes);
        } catch (VaultException.Unavailable interrupted) {
            // Right too: whoever was interrupted gives up.
            assertThat(interrupted).hasMessageContaining(name.path());
        } finally {
            Thread.interrupted();
        }
        Blobs.put(vault, name, bytes);
        assertThat(Blobs.get(vault, name, 0, bytes.length)).isEqualTo(bytes);
    }

    @Test
    void fileOfAnotherProcessIsNotOpened() throws Exception {
        vault.close();
        Process other = KilledPutter.start(root.resolve("vault"), root.resolve("complaints.txt"));
        try (InputStream signs = other.getInputStream()) {
            assertThat(signs.readNBytes(1)).hasSize(1);
            assertThatThrownBy(this::open)
                    .isInstanceOf(VaultException.Unavailable.class)
                    .hasMessageContaining("in use");
        } finally {
            other.destroyForcibly();
            assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        vault = open();
    }

    @Test
    void whatWasPutSurvivesTheEndOfItsProcess() throws Exception {
        vault.close();
        Path complaints = root.resolve("complaints.txt");
        Process putter = KilledPutter.start(root.resolve("vault"), complaints);
        try (InputStream signs = putter.getInputStream()) {
            assertThat(signs.readNBytes(SIGNS_OF_LIFE))
                    .as("signs of life of a process that printed: " + Files.readString(complaints))
                    .hasSize(SIGNS_OF_LIFE);
        } finally {
            putter.destroyForcibly();
            assertThat(putter.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        vault = open();
        for (int i = 0; i < SIGNS_OF_LIFE; i++) {
            byte[] bytes = KilledPutter.bytes(i);
            assertThat(Blobs.get(vault, Blobs.name(i), 0, bytes.length)).isEqualTo(bytes);
        }
    }

    @Test
    void largeBlobNeedsLittleMemory() throws Exception {
        vault.close();
        SmallHeap.run(root.resolve("report.txt"), "h2", root.resolve("vault").toString());
        vault = open();
    }
}
