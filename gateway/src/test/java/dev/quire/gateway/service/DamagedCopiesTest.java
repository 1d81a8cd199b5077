package dev.quire.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.quire.gateway.vault.JdbcBlobVault;
import dev.quire.health.DefaultPolicy;
import dev.quire.health.Id;
import dev.quire.health.RecordKind;
import dev.quire.health.client.ClientSettings;
import dev.quire.health.client.DealOutbox;
import dev.quire.health.client.EmbeddedLedger;
import dev.quire.health.client.GatewayKey;
import dev.quire.health.client.HealthLedger;
import dev.quire.health.client.Hospital;
import dev.quire.health.client.HospitalKeys;
import dev.quire.health.client.LabelGroup;
import dev.quire.health.client.NewRecord;
import dev.quire.health.client.Published;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobName.Part;
import dev.quire.health.vault.BlobVault;
import dev.quire.health.vault.VaultException;
import dev.quire.node.client.LimitedBody;
import dev.quire.node.service.NodeService;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member whose database lost bytes is there: what can be mended at it is mended. All vaults are H2 files. */
class DamagedCopiesTest {
    private static final int CHUNK = 256 * 1024;

    @TempDir
    private Path directory;

    private final ExecutorService worker = Executors.newCachedThreadPool();
    private final Map<Id, JdbcBlobVault> vaults = new HashMap<>();
    private Country country;
    private Hospital author;
    private NodeService.Running running;
    private HttpClient client;

    @BeforeEach
    void open() throws IOException {
        country = new Country();
        client = HttpClient.newBuilder()
                .sslContext(MutualTls.context(country.rural().gateway, key -> true))
                .build();
        Map<String, String> settings =
                new TreeMap<>(Map.of("check-every", "PT1S", "check-bytes-per-second", String.valueOf(1L << 30)));
        for (Country.Hospital other : List.of(country.city(), country.coast(), country.hills())) {
            JdbcBlobVault vault = JdbcBlobVault.embedded(directory(other));
            vaults.put(other.orgId, vault);
            country.serve(other, vault);
            settings.put("member." + other.orgId.toHex(), country.address(other).toString());
        }
        running = new HealthMemberService()
                .start(RuralFiles.write(country, directory).settings(settings));
        country.moveTo(country.rural(), URI.create(running.address()));
        HealthLedger ledger = new HealthLedger(
                new EmbeddedLedger(country.ledger, Duration.ofSeconds(10)),
                ClientSettings.in(Files.createDirectories(directory.resolve("scratch"))),
                country.random,
                InstantSource.system(),
                worker);
        author = ledger.hospital(
                new HospitalKeys(
                        country.rural().orgId,
                        new GatewayKey(country.rural().gateway),
                        epoch -> Optional.of(country.rural().readingKey),
                        PatientSeed.generate(country.random)),
                country.services(country.rural().gateway),
                DealOutbox.inMemory());
    }

    @AfterEach
    void close() {
        running.close();
        country.close();
        vaults.values().forEach(JdbcBlobVault::close);
        worker.shutdownNow();
    }

    private Path directory(Country.Hospital hospital) {
        return hospital.equals(country.rural())
                ? directory.resolve("data/vault")
                : directory.resolve(hospital.orgId.toHex());
    }

    private void alter(Country.Hospital hospital, BlobName name, int chunk) throws SQLException {
        execute(
                hospital,
                "update vault_chunk set bytes = bytes || x'00' where number = " + chunk
                        + " and id = (select id from vault_blob where name = ?)",
                name);
    }

    private void execute(Country.Hospital hospital, String sql, BlobName name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:h2:async:" + directory(hospital).resolve("vault")
                                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE",
                        "vault",
                        "");
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name.path());
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }

    /** Two records of which both copies lie at the same two members, in the order of the walk. */
    private List<Published> pair() {
        Id sid = author.sponsor(List.of(new LabelGroup("clinical", false)), DefaultPolicy.BREAK_GLASS_ONLY)
                .join();
        Map<Id, Published> first = new HashMap<>();
        while (true) {
            byte[] content = new byte[CHUNK + 100];
            country.random.nextBytes(content);
            Published record = author.publish(
                            sid,
                            NewRecord.of(
                                    "clinical",
                                    RecordKind.DOCUMENT,
                                    "application/octet-stream",
                                    new ByteArrayInputStream(content)))
                    .join();
            Published other = first.put(replica(record).orgId, record);
            if (other != null) {
                return List.of(record, other).stream()
                        .sorted(Comparator.comparing(Published::rid))
                        .toList();
            }
        }
    }

    private Country.Hospital replica(Published record) {
        return country.hospitals.stream()
                .filter(each -> !each.equals(country.rural()) && record.vaults().contains(each.orgId))
                .findFirst()
                .orElseThrow();
    }

    private static BlobName part(Published record, Part part) {
        return new BlobName.OfRecord(record.rid(), part);
    }

    /** The newest of this part. */
    private JsonNode finding(BlobName name) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(running.address()).resolve("/v1/status"))
                .build();
        JsonNode status = new ObjectMapper()
                .readTree(client.send(request, response -> new LimitedBody(1_000_000))
                        .body());
        JsonNode newest = MissingNode.getInstance();
        for (JsonNode finding : status.at("/vault/findings")) {
            if (name.path().equals(finding.path("name").asText())) {
                newest = finding;
            }
        }
        return newest;
    }

    @Test
    void recordThatIsDamagedAtBothKeepsNobodyFromMendingTheOthers() throws Exception {
        List<Published> records = pair();
        Country.Hospital replica = replica(records.get(0));
        BlobVault there = vaults.get(replica.orgId);
        BlobName meta = part(records.get(0), Part.META);
        BlobName content = part(records.get(0), Part.CONTENT);
        BlobName lost = part(records.get(1), Part.LEAVES_B);
        for (Country.Hospital one : List.of(country.rural(), replica)) {
            alter(one, meta, 0);
            // The answer has begun when the second chunk is found damaged: it is cut off.
            alter(one, content, 1);
        }
        assertThat(there.delete(lost)).isTrue();
        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            assertThat(there.stat(lost)).isPresent();
            assertThat(finding(lost).at("/outcome").asText()).isEqualTo("MENDED");
            assertThat(finding(meta).at("/copy/state").asText()).isEqualTo("DAMAGED");
            assertThat(finding(content).at("/copy/state").asText()).isEqualTo("UNREADABLE");
        });
        for (BlobName name : List.of(meta, content)) {
            JsonNode found = finding(name);
            assertThat(found.at("/own/state").asText()).isEqualTo("DAMAGED");
            assertThat(found.at("/copy/member").asText()).isEqualTo(replica.orgId.toHex());
            assertThat(found.at("/outcome").asText()).isEqualTo("FAILED");
        }
    }

    @Test
    void damageIsToldFromAbsenceOverHttp() throws Exception {
        Country.Hospital city = country.city();
        BlobVault vault = country.services(city.gateway).of(city.orgId).vault();
        BlobName name = new BlobName.OfRecord(country.rid, Part.META);
        vault.put(name, 100, new ByteArrayInputStream(new byte[100]));
        alter(city, name, 0);
        assertThat(vault.stat(name)).isPresent();
        assertThatThrownBy(() -> vault.whole(name, 100)).isInstanceOf(VaultException.Damaged.class);
        assertThatThrownBy(() -> vault.get(name, 7, 9, new ByteArrayOutputStream()))
                .isInstanceOfSatisfying(VaultException.Damaged.class, damaged -> {
                    assertThat(damaged.from()).isEqualTo(7);
                    assertThat(damaged.to()).isEqualTo(9);
                });
        execute(city, "update vault_blob set length = 90 where name = ?", name);
        assertThatThrownBy(() -> vault.stat(name)).isInstanceOf(VaultException.Damaged.class);
    }
}
