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
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The member service as it runs beside a hospital's node: custodian, vault and the port of both. */
public final class HealthMemberService implements NodeService {
    static final String NAME = "health-member";

    private static final int MAX_WAITING = 10_000;
    private static final long CLOSE_MILLIS = 2_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Running start(ServiceSettings settings) throws IOException {
        HealthMemberSettings own = HealthMemberSettings.of(settings);
        Parts parts = new Parts();
        try {
            return serve(settings, own, parts);
        } catch (JavalinBindException e) {
            parts.close();
            throw new IOException("the member service cannot listen on " + own.listen() + ": " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private static Running serve(ServiceSettings settings, HealthMemberSettings own, Parts parts) throws IOException {
        CustodyStore store = parts.add(CustodyStore.open(settings.dataDir().resolve("custody")));
        JdbcBlobVault vault = parts.add(
                own.database().isPresent()
                        ? JdbcBlobVault.postgres(own.database().get())
                        : JdbcBlobVault.embedded(settings.dataDir().resolve("vault")));
        ExecutorService worker = worker();
        parts.add(() -> stop(worker));
        CustodianSettings patience = CustodianSettings.of(settings.ledger().chainId(), own.orgId());
        Custodian custodian = new Custodian(
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
        MemberServer server = parts.add(MemberServer.start(
                MemberServer.Settings.of(
                        own.orgId(),
                        own.gatewayKey(),
                        own.listen().host(),
                        own.listen().port()),
                new MemberServer.Ports(settings.ledger(), custodian, vault, HealthMemberService::nowMicros)));
        String address = "https://" + new HostPort(own.listen().host(), server.port());
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

    private static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** One thread: a custodian writes its log in one order. */
    private static ExecutorService worker() {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), runnable -> {
            Thread thread = new Thread(runnable, "quire-custodian");
            thread.setDaemon(true);
            return thread;
        });
    }

    private static void stop(ExecutorService worker) {
        worker.shutdown();
        try {
            if (!worker.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException e) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** What has been opened; closed in the reverse order. */
    private static final class Parts {
        private final Deque<AutoCloseable> parts = new ArrayDeque<>();

        <T extends AutoCloseable> T add(T part) {
            parts.push(part);
            return part;
        }

        void close() {
            while (!parts.isEmpty()) {
                try {
                    parts.pop().close();
                } catch (RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new UncheckedIOException(new IOException("a part of the member service does not close", e));
                }
            }
        }
    }
}
