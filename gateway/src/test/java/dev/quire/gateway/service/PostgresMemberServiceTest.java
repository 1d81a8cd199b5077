package dev.quire.gateway.service;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
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
    Map<String, String> vault(RuralFiles files) throws IOException {
        return Map.of(
                "vault.url",
                "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres",
                "vault.user",
                "postgres",
                "vault.password-file",
                files.secret("password", "postgres").getFileName().toString());
    }
}
