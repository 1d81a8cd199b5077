package dev.quire.gateway.service;

import dev.quire.crypto.Ed25519;
import dev.quire.gateway.custody.CustodyStore;
import dev.quire.gateway.upkeep.FileOutbox;
import dev.quire.gateway.upkeep.Upkeep;
import dev.quire.gateway.vault.JdbcBlobVault;
import dev.quire.health.HealthState;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.health.client.ClientSettings;
import dev.quire.health.client.DealCourier;
import dev.quire.health.client.EmbeddedLedger;
import dev.quire.health.client.HealthLedger;
import dev.quire.health.custody.Custodian;
import dev.quire.health.custody.CustodianSettings;
import dev.quire.health.custody.LedgerCustody;
import dev.quire.node.config.HostPort;
import dev.quire.node.service.NodeService;
import dev.quire.node.service.ServiceSettings;
import dev.quire.spi.ledger.Ledger;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The member service as it runs beside a hospital's node: custodian, vault, the port of both, and what looks after them. */
public final class HealthMemberService implements NodeService {
    static final String NAME = "health-member";

    private static final int CLIENT_THREADS = 4;
    private static final Duration READ_LIMIT = Duration.ofSeconds(10);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Running start(ServiceSettings settings) throws IOException {
        HealthMemberSettings own = HealthMemberSettings.of(settings);
        OpenedParts parts = new OpenedParts();
        try {
            return serve(settings, own, parts);
        } catch (JavalinBindException e) {
            parts.closeAfter(e);
            throw new IOException("the member service cannot listen on " + own.listen() + ": " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            parts.closeAfter(e);
            throw e;
        }
    }

    private static Running serve(ServiceSettings settings, HealthMemberSettings own, OpenedParts parts)
            throws IOException {
        CustodyStore store = parts.add(CustodyStore.open(settings.dataDir().resolve("custody")));
        JdbcBlobVault vault = parts.add(
                own.database().isPresent()
                        ? JdbcBlobVault.postgres(own.database().get())
                        : JdbcBlobVault.embedded(settings.dataDir().resolve("vault")));
        // One thread: a custodian writes its log in one order.
        Custodian custodian = custodian(settings, own, store, parts.add(new Worker("quire-custodian", 1)));
        Map<Id, URI> addresses = new ConcurrentHashMap<>(own.members());
        Upkeep upkeep = upkeep(settings, own, vault, addresses, parts);
        MemberServer server = parts.add(MemberServer.start(
                MemberServer.Settings.of(
                                own.orgId(),
                                own.gatewayKey(),
                                own.listen().host(),
                                own.listen().port())
                        .perAddress(own.connectionsPerAddress()),
                new MemberServer.Ports(
                        settings.ledger(),
                        custodian,
                        upkeep.vault(),
                        HealthMemberService::nowMicros,
                        () -> ServiceStatus.json(upkeep))));
        String address = "https://" + new HostPort(own.listen().host(), server.port());
        addresses.putIfAbsent(own.orgId(), URI.create(address));
        return new Running() {
            @Override
            public String address() {
                return address;
            }

            @Override
            public void close() {
                parts.close();
            }
        };
    }

    private static Custodian custodian(
            ServiceSettings settings, HealthMemberSettings own, CustodyStore store, Worker worker) {
        CustodianSettings patience = CustodianSettings.of(settings.ledger().chainId(), own.orgId());
        return new Custodian(
                patience,
                new Custodian.Ports(
                        new LedgerCustody(settings.ledger(), Duration.ofMillis(patience.readLimitMillis())),
                        store.shares(),
                        store.log(),
                        own.gatewayKey(),
                        new Ed25519(),
                        epoch -> Optional.ofNullable(own.custodianKeys().get(epoch)),
                        new SecureRandom(),
                        HealthMemberService::nowMicros),
                worker);
    }

    private static Upkeep upkeep(
            ServiceSettings settings,
            HealthMemberSettings own,
            JdbcBlobVault vault,
            Map<Id, URI> addresses,
            OpenedParts parts)
            throws IOException {
        Ledger ledger = settings.ledger();
        HttpMemberServices members = new HttpMemberServices(
                own.gatewayKey(),
                HttpMemberServices.Directory.of(
                        addresses,
                        key -> ledger.read(
                                HealthStateMachine.ID, (height, view) -> new HealthState(view).memberOfGateway(key))),
                parts.add(new Worker("quire-member-client", CLIENT_THREADS)));
        FileOutbox outbox = FileOutbox.open(own.outbox(), ledger.chainId(), own.outboxRoom());
        DealCourier courier = new HealthLedger(
                        new EmbeddedLedger(ledger, READ_LIMIT),
                        ClientSettings.in(settings.dataDir()),
                        new SecureRandom(),
                        InstantSource.system(),
                        parts.add(new Worker("quire-courier", 1)))
                .courier(own.orgId(), members, outbox);
        return parts.add(Upkeep.start(
                own.upkeep(),
                new Upkeep.Ports(ledger, own.orgId(), vault, members, outbox, courier, InstantSource.system())));
    }

    private static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
