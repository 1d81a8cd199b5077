package dev.quire.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.gateway.upkeep.FileOutbox;
import dev.quire.health.DefaultPolicy;
import dev.quire.health.Id;
import dev.quire.health.RecordKind;
import dev.quire.health.client.ClientSettings;
import dev.quire.health.client.DealOutboxContract;
import dev.quire.health.client.EmbeddedLedger;
import dev.quire.health.client.GatewayKey;
import dev.quire.health.client.HealthLedger;
import dev.quire.health.client.Hospital;
import dev.quire.health.client.HospitalKeys;
import dev.quire.health.client.LabelGroup;
import dev.quire.health.client.NewRecord;
import dev.quire.health.client.OpenRecords;
import dev.quire.health.client.Patient;
import dev.quire.health.client.Published;
import dev.quire.health.custody.Deal;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.keys.message.Envelope;
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
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
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

/** A service that runs looks after its vault and its hospital's outbox; the other three are there to be asked. */
class UpkeepTest {
    private static final int SLICE = 1 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    private Path directory;

    private final PatientSeed sponsor = PatientSeed.generate(new SecureRandom());
    private final ExecutorService worker = Executors.newCachedThreadPool();
    private final Map<PublicKey, HttpClient> clients = new HashMap<>();
    private Country country;
    private HealthLedger ledger;
    private NodeService.Running running;

    @BeforeEach
    void open() throws IOException {
        country = new Country();
        ledger = new HealthLedger(
                new EmbeddedLedger(country.ledger, Duration.ofSeconds(10)),
                ClientSettings.in(Files.createDirectories(directory.resolve("scratch"))),
                country.random,
                InstantSource.system(),
                worker);
        running = new HealthMemberService()
                .start(RuralFiles.write(country, directory).settings(settings()));
        country.moveTo(country.rural(), URI.create(running.address()));
    }

    @AfterEach
    void close() {
        running.close();
        country.close();
        worker.shutdownNow();
    }

    private Map<String, String> settings() {
        Map<String, String> values = new TreeMap<>(Map.of(
                "outbox", "outbox",
                "check-every", "PT1S",
                "check-bytes-per-second", String.valueOf(1L << 30),
                "deliver-every", "PT1S"));
        for (Country.Hospital other : country.hospitals) {
            if (!other.equals(country.rural())) {
                values.put(
                        "member." + other.orgId.toHex(), country.address(other).toString());
            }
        }
        return values;
    }

    /** The rural hospital's program that publishes: in another process than the service, as far as these two know. */
    private Hospital author() throws IOException {
        return ledger.hospital(
                new HospitalKeys(
                        country.rural().orgId,
                        new GatewayKey(country.rural().gateway),
                        epoch -> epoch == 1 ? Optional.of(country.rural().readingKey) : Optional.empty(),
                        sponsor),
                country.services(country.rural().gateway),
                FileOutbox.open(directory.resolve("outbox"), country.chainId(), FileOutbox.USUAL_ROOM));
    }

    private Published publish(byte[] content) throws IOException {
        Hospital author = author();
        Id sid = author.sponsor(List.of(new LabelGroup("clinical", false)), DefaultPolicy.BREAK_GLASS_ONLY)
                .join();
        return author.publish(sid, record(content)).join();
    }

    private static NewRecord record(byte[] content) {
        return NewRecord.of("clinical", RecordKind.DOCUMENT, "text/plain", new ByteArrayInputStream(content));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        country.random.nextBytes(bytes);
        return bytes;
    }

    private BlobVault own() {
        return country.services(country.rural().gateway)
                .of(country.rural().orgId)
                .vault();
    }

    private static Bytes get(BlobVault vault, BlobName name) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        vault.get(
                name,
                0,
                vault.stat(name)
                        .orElseThrow(() -> new VaultException.Missing(name))
                        .length(),
                out);
        return Bytes.wrap(out.toByteArray());
    }

    private static void replace(BlobVault vault, BlobName name, Bytes bytes) throws IOException {
        while (true) {
            vault.delete(name);
            try {
                vault.put(name, bytes.size(), new ByteArrayInputStream(bytes.toArray()));
                return;
            } catch (VaultException.Taken e) {
                // It was healed in between: once more.
                assertThat(vault.stat(name)).isPresent();
            }
        }
    }

    private HttpResponse<byte[]> status(Ed25519Key caller) throws IOException, InterruptedException {
        return clients.computeIfAbsent(
                        caller.publicKey(),
                        known -> HttpClient.newBuilder()
                                .version(HttpClient.Version.HTTP_1_1)
                                .sslContext(MutualTls.context(caller, key -> true))
                                .build())
                .send(
                        HttpRequest.newBuilder(URI.create(running.address()).resolve("/v1/status"))
                                .GET()
                                .build(),
                        response -> new LimitedBody(1_000_000));
    }

    private JsonNode status() throws IOException, InterruptedException {
        return new ObjectMapper().readTree(status(country.rural().gateway).body());
    }

    private Country.Hospital replica(Published record) {
        return country.hospitals.stream()
                .filter(each -> !each.equals(country.rural()) && record.vaults().contains(each.orgId))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void lostAndAlteredPartsAreFoundNamedBySliceAndHealed() throws Exception {
        Published record = publish(bytes(2 * SLICE + SLICE / 2));
        Country.Hospital replica = replica(record);
        BlobName content = new BlobName.OfRecord(record.rid(), Part.CONTENT);
        BlobName meta = new BlobName.OfRecord(record.rid(), Part.META);
        BlobName salt = new BlobName.OfRecord(record.rid(), Part.SALT);
        BlobName leaves = new BlobName.OfRecord(record.rid(), Part.LEAVES_B);
        Bytes whole = get(own(), content);
        byte[] altered = whole.toArray();
        altered[SLICE + 7] ^= 1;
        // Seals fit what was put: only the ledger's slices tell.
        replace(own(), content, Bytes.wrap(altered));
        own().delete(meta);
        Bytes wrongSalt = Bytes.wrap(bytes(32));
        replace(own(), salt, wrongSalt);
        replica.vault.delete(leaves);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptionsInstanceOf(VaultException.class)
                .untilAsserted(() -> {
                    assertThat(get(own(), content)).isEqualTo(whole);
                    assertThat(get(own(), meta)).isEqualTo(get(replica.vault, meta));
                    assertThat(get(own(), salt))
                            .isEqualTo(get(replica.vault, salt))
                            .isNotEqualTo(wrongSalt);
                    assertThat(get(replica.vault, leaves)).isEqualTo(get(own(), leaves));
                    assertThat(status().at("/vault/mended").asInt()).isGreaterThanOrEqualTo(4);
                    // It may have been looked at while it was being replaced; then it is looked at again.
                    assertThat(finding(content).at("/outcome").asText()).isEqualTo("MENDED");
                });
        JsonNode found = finding(content);
        assertThat(found.at("/own/state").asText()).isEqualTo("DAMAGED");
        assertThat(found.at("/own/damaged")).hasSize(1);
        assertThat(found.at("/own/damaged/0/from").asInt()).isEqualTo(SLICE);
        assertThat(found.at("/own/damaged/0/to").asInt()).isEqualTo(2 * SLICE);
        assertThat(found.at("/copy/member").asText()).isEqualTo(replica.orgId.toHex());
        assertThat(finding(meta).at("/own/state").asText()).isEqualTo("MISSING");
        assertThat(finding(leaves).at("/copy/state").asText()).isEqualTo("MISSING");
    }

    /** The newest of this part. */
    private JsonNode finding(BlobName name) throws IOException, InterruptedException {
        JsonNode newest = MissingNode.getInstance();
        for (JsonNode finding : status().at("/vault/findings")) {
            if (name.path().equals(finding.path("name").asText())) {
                newest = finding;
            }
        }
        return newest;
    }

    @Test
    void memberThatLiesSpoilsNothingAndIsNamed() throws Exception {
        Published record = publish(bytes(1_000));
        Country.Hospital replica = replica(record);
        BlobName content = new BlobName.OfRecord(record.rid(), Part.CONTENT);
        Bytes whole = get(own(), content);
        byte[] altered = whole.toArray();
        altered[9] ^= 1;
        replace(replica.vault, content, Bytes.wrap(altered));
        await().atMost(PATIENCE)
                .until(() -> finding(content).at("/copy/state").asText().equals("DAMAGED"));
        JsonNode found = finding(content);
        assertThat(found.at("/own/state").asText()).isEqualTo("WHOLE");
        assertThat(found.at("/copy/state").asText()).isEqualTo("DAMAGED");
        assertThat(found.at("/copy/member").asText()).isEqualTo(replica.orgId.toHex());
        assertThat(found.at("/detail").asText()).contains("its own service has to mend it");
        assertThat(get(own(), content)).isEqualTo(whole);
        own().delete(content);
        await().atMost(PATIENCE)
                .until(() -> finding(content).at("/own/state").asText().equals("MISSING"));
        assertThat(own().stat(content))
                .as("nothing is taken over that does not fit the ledger")
                .isEmpty();
    }

    @Test
    void dealsThatNobodyReceiptedAreHandedInByTheService() throws Exception {
        Country.Hospital away = country.hills();
        URI address = country.address(away);
        country.moveTo(away, URI.create("https://127.0.0.1:1"));
        Published record = publish("a broken arm".getBytes(StandardCharsets.UTF_8));
        assertThat(record.custody()).hasSize(3);
        FileOutbox outbox = FileOutbox.open(directory.resolve("outbox"), country.chainId(), FileOutbox.USUAL_ROOM);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(DealOutboxContract.waiting(outbox)).isEmpty());
        country.moveTo(away, address);
        assertThat(status().path("waitingDeals").asInt()).isZero();
        assertThat(author().deliverDeals().join()).isEmpty();
    }

    /** It goes on waiting: the custodian may only lack the key of that epoch. */
    @Test
    void dealThatACustodianRefusesIsTold() throws Exception {
        Id dealId = country.id();
        Id own = country.rural().orgId;
        Id custodian = country.hills().orgId;
        int keyEpoch = 9;
        Bytes message = Envelope.deal(country.chainId(), dealId, own, custodian, keyEpoch, Country.COMMITTEE)
                .seal(country.hills().custodianKey.publicKey(), bytes(100), country.random);
        FileOutbox.open(directory.resolve("outbox"), country.chainId(), FileOutbox.USUAL_ROOM)
                .keep(Deal.sign(
                        country.chainId(),
                        dealId,
                        own,
                        custodian,
                        keyEpoch,
                        List.of(country.dealing.leaves()),
                        message,
                        country.rural().gateway));
        await().atMost(PATIENCE)
                .until(() ->
                        status().at("/outbox/custodians/0/refused/0").asText().equals("NOT_FOR_US"));
        assertThat(status().at("/outbox/custodians/0/member").asText()).isEqualTo(custodian.toHex());
        assertThat(status().path("waitingDeals").asInt()).isEqualTo(1);
    }

    /** The vault is looked after while capsules are replaced in it, of which the ledger knows a moment later. */
    @Test
    void capsulesAreSealedAnewOverTheServices() throws Exception {
        Hospital author = author();
        Id sid = author.sponsor(List.of(new LabelGroup("clinical", false)), DefaultPolicy.BREAK_GLASS_ONLY)
                .join();
        Id rid = author.publish(sid, record("a broken arm".getBytes(StandardCharsets.UTF_8)))
                .join()
                .rid();
        try (Patient ben =
                ledger.patient(PatientSeed.generate(country.random), sid, (subject, key) -> country.services(key))) {
            author.claim(ben.claimForm().join()).join();
            assertThat(ben.takeOver().join()).isNotEmpty();
            assertThat(author.reseal(sid).join().records()).containsExactly(rid);
            try (OpenRecords open = ben.read(List.of(rid)).join()) {
                ByteArrayOutputStream text = new ByteArrayOutputStream();
                open.copyTo(rid, text);
                assertThat(text.toString(StandardCharsets.UTF_8)).isEqualTo("a broken arm");
            }
        }
    }

    @Test
    void onlyTheMemberItselfSeesTheStatus() throws Exception {
        assertThat(status(country.rural().gateway).statusCode()).isEqualTo(200);
        assertThat(status(country.city().gateway).statusCode()).isEqualTo(404);
        assertThat(status(country.patient).statusCode()).isEqualTo(404);
    }
}
