package dev.quire.gateway.service;

import dev.quire.crypto.Ed25519;
import dev.quire.gateway.custody.CustodyStore;
import dev.quire.gateway.vault.JdbcBlobVault;
import dev.quire.health.custody.Custodian;
import dev.quire.health.custody.CustodianSettings;
import dev.quire.health.custody.LedgerCustody;
import dev.quire.node.config.HostPort;
import dev.quire.node.service.NodeService;
import dev.quire.node.service.ServiceSettings;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The service of a member that lies in all it can: receipts of deals under a wrong signature, properly signed releases of shares
 * that nobody dealt, slices of blobs with a bit changed.
 */
public final class LyingMember implements NodeService {
    /** Its keys in the settings begin with service. and this. */
    public static final String NAME = "lying-member";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Running start(ServiceSettings settings) throws IOException {
        HealthMemberSettings own = HealthMemberSettings.of(settings);
        CustodyStore store = CustodyStore.open(settings.dataDir().resolve("custody"));
        JdbcBlobVault vault = JdbcBlobVault.embedded(settings.dataDir().resolve("vault"));
        Worker worker = new Worker("lying-custodian", 1);
        LongSupplier clock = () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        FalseShares shares = new FalseShares(store.shares());
        Custodian custodian = new Custodian(
                CustodianSettings.of(settings.ledger().chainId(), own.orgId()),
                new Custodian.Ports(
                        () -> new LedgerCustody(settings.ledger(), Duration.ofSeconds(3))
                                .read()
                                .thenApply(shares::view),
                        shares,
                        store.log(),
                        new FalseReceipts(own.gatewayKey()),
                        new Ed25519(),
                        epoch -> Optional.ofNullable(own.custodianKeys().get(epoch)),
                        new SecureRandom(),
                        clock),
                worker);
        MemberServer server = MemberServer.start(
                MemberServer.Settings.of(
                        own.orgId(),
                        own.gatewayKey(),
                        own.listen().host(),
                        own.listen().port()),
                new MemberServer.Ports(settings.ledger(), custodian, new AlteredSlices(vault), clock, () -> "{}"));
        String address = "https://" + new HostPort(own.listen().host(), server.port());
        return new Running() {
            @Override
            public String address() {
                return address;
            }

            @Override
            public void close() {
                server.close();
                worker.close();
                vault.close();
                store.close();
            }
        };
    }
}
