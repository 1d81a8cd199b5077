package dev.quire.gateway.service;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same service with its vault in a real PostgreSQL server. */
class PostgresMemberServiceTest extends HealthMemberServiceTest {
    private static EmbeddedPostgres server;

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedPostgres.builder().start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @Override
    Map<String, String> vault(Path directory) throws IOException {
        Path password = directory.resolve("password");
        if (!Files.exists(password)) {
            Files.createFile(
                    password, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(password, "postgres\n");
        }
        return Map.of(
                "vault.url", "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres",
                "vault.user", "postgres",
                "vault.password-file", "password");
    }
}
