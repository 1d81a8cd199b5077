package dev.quire.benchmarks;

import dev.quire.LedgerNode;
import dev.quire.crypto.Ed25519;
import dev.quire.crypto.Ed25519Key;
import dev.quire.gateway.custody.CustodyStore;
import dev.quire.gateway.service.MemberServer;
import dev.quire.gateway.vault.JdbcBlobVault;
import dev.quire.health.Id;
import dev.quire.health.MemberKeys;
import dev.quire.health.MemberProfile;
import dev.quire.health.client.DealOutbox;
import dev.quire.health.client.GatewayKey;
import dev.quire.health.client.HospitalKeys;
import dev.quire.health.custody.Custodian;
import dev.quire.health.custody.CustodianSettings;
import dev.quire.health.custody.LedgerCustody;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.keys.X25519Key;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One hospital: its keys, and beside its node a custodian and an H2 vault, served over mutual TLS. */
final class HealthMember implements AutoCloseable {
    /** More than the default, which a load would meet at once. */
    private static final int REQUESTS_PER_MINUTE = 1_000_000;

    private static final long TRIAL_BYTES = 1L << 40;
    /** All that there are: everybody here calls from one address. */
    private static final int CONNECTIONS = 256;

    final Id orgId;
    final Ed25519Key controller;
    final Ed25519Key gateway;
    final DealOutbox outbox = DealOutbox.inMemory();
    private final SecureRandom random;
    private final X25519Key custodianKey;
    private final X25519Key readingKey;
    private final PatientSeed sponsor;
    private final Path directory;
    private final LedgerNode node;
    private final CustodyStore store;
    private final JdbcBlobVault vault;
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final MemberServer server;

    /** What a member is before it runs. */
    record Identity(
            Id orgId,
            Ed25519Key node,
            Ed25519Key controller,
            Ed25519Key gateway,
            X25519Key custodian,
            X25519Key reading,
            PatientSeed sponsor) {
        static Identity of(int number, SecureRandom random) {
            return new Identity(
                    Id.fromHex("%032x".formatted(number)),
                    Ed25519Key.generate(random),
                    Ed25519Key.generate(random),
                    Ed25519Key.generate(random),
                    X25519Key.generate(random),
                    X25519Key.generate(random),
                    PatientSeed.generate(random));
        }

        MemberProfile profile() {
            return new MemberProfile(
                    orgId,
                    "hospital " + orgId,
                    new MemberKeys(
                            controller.publicKey(),
                            List.of(),
                            List.of(gateway.publicKey()),
                            custodian.publicKey(),
                            reading.publicKey()));
        }
    }

    HealthMember(Identity who, LedgerNode node, Path directory, SecureRandom random) throws IOException {
        this.orgId = who.orgId();
        this.controller = who.controller();
        this.gateway = who.gateway();
        this.custodianKey = who.custodian();
        this.readingKey = who.reading();
        this.sponsor = who.sponsor();
        this.node = node;
        this.directory = directory;
        this.random = random;
        store = CustodyStore.open(custody());
        vault = JdbcBlobVault.embedded(directory.resolve("vault"));
        server = MemberServer.start(
                new MemberServer.Settings(
                        orgId, gateway, "127.0.0.1", 0, TRIAL_BYTES, REQUESTS_PER_MINUTE, TRIAL_BYTES, CONNECTIONS),
                new MemberServer.Ports(node, custodian(), vault, HealthMember::nowMicros, () -> "{}"));
    }

    private Custodian custodian() {
        CustodianSettings patience = CustodianSettings.of(node.chainId(), orgId);
        return new Custodian(
                new CustodianSettings(
                        node.chainId(), orgId, patience.driftMicros(), patience.readLimitMillis(), REQUESTS_PER_MINUTE),
                new Custodian.Ports(
                        new LedgerCustody(node, Duration.ofMillis(patience.readLimitMillis())),
                        store.shares(),
                        store.log(),
                        gateway,
                        new Ed25519(),
                        epoch -> epoch == 1 ? Optional.of(custodianKey) : Optional.empty(),
                        random,
                        HealthMember::nowMicros),
                worker);
    }

    private static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    LedgerNode node() {
        return node;
    }

    HospitalKeys keys() {
        return new HospitalKeys(
                orgId,
                new GatewayKey(gateway),
                epoch -> epoch == 1 ? Optional.of(readingKey) : Optional.empty(),
                sponsor);
    }

    /** Where its service listens. */
    URI address() {
        return URI.create("https://127.0.0.1:" + server.port());
    }

    /** Where its custodian keeps shares and log. */
    Path custody() {
        return directory.resolve("custody");
    }

    @Override
    public void close() throws IOException {
        server.close();
        worker.shutdown();
        vault.close();
        store.close();
    }
}
