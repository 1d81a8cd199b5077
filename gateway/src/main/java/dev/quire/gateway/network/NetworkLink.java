package dev.quire.gateway.network;

import dev.quire.client.VerifyingClient;
import dev.quire.crypto.Ed25519Key;
import dev.quire.gateway.service.HttpMemberServices;
import dev.quire.health.client.ClientSettings;
import dev.quire.health.client.HealthLedger;
import dev.quire.health.client.LedgerAccess;
import dev.quire.health.client.RemoteLedger;
import dev.quire.health.member.MemberServices;
import dev.quire.receipt.MembersFile;
import dev.quire.receipt.Policy;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The way from one client to ledger and services of a network, with the threads that go it. */
final class NetworkLink implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int MAX_THREADS = 64;

    private final SecureRandom random = new SecureRandom();
    /** Does what callers ask for; each of these waits for the other two. */
    private final ExecutorService desk = pool("quire-desk");
    /** Takes answers of members' services; never more than the desk asks for. */
    private final ExecutorService answers = pool("quire-answers");
    /** Asks the ledger; one question at a time for each of two clients. */
    private final ExecutorService asking = pool("quire-ledger");

    private final LedgerAccess access;
    private final MemberDirectory directory;

    NetworkLink(HospitalNetwork network) throws IOException {
        access = ledger(network);
        // Its own client: who answers is looked up while the other one waits for a receipt.
        directory = new MemberDirectory(network.services(), ledger(network));
    }

    private LedgerAccess ledger(HospitalNetwork network) throws IOException {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
        MembersFile trusted = network.members();
        Policy policy = Policy.any().ofChain(trusted.chainId());
        VerifyingClient client = new VerifyingClient(http, network.ledgers(), trusted, policy, Optional.empty());
        return new FirstBlock(new RemoteLedger(client, trusted, asking), random);
    }

    LedgerAccess access() {
        return access;
    }

    HealthLedger ledger(Path scratch) {
        return new HealthLedger(access, ClientSettings.in(scratch), random, InstantSource.system(), desk);
    }

    MemberServices services(Ed25519Key key) {
        return new HttpMemberServices(key, directory, answers);
    }

    private static ExecutorService pool(String name) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory threads = task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        // Whoever asks for more than that does it himself, which makes him wait.
        return new ThreadPoolExecutor(
                0,
                MAX_THREADS,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                threads,
                new ThreadPoolExecutor.CallerRunsPolicy());
    }

    @Override
    public void close() {
        desk.shutdownNow();
        answers.shutdownNow();
        asking.shutdownNow();
    }
}
