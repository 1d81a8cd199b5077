package dev.quire.benchmarks;

import dev.quire.Consensus;
import dev.quire.LedgerNode;
import dev.quire.SharedResources;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.block.PluginVersion;
import dev.quire.crypto.Ed25519Key;
import dev.quire.gateway.service.HttpMemberServices;
import dev.quire.health.HealthGenesis;
import dev.quire.health.HealthState;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.health.client.ClientSettings;
import dev.quire.health.client.EmbeddedLedger;
import dev.quire.health.client.HealthLedger;
import dev.quire.health.client.Hospital;
import dev.quire.health.client.Patient;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.member.MemberServices;
import dev.quire.spi.ledger.NotConfirmedException;
import dev.quire.spi.net.Peer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Four hospitals in this JVM under PBFT, as four machines would run: nodes that talk over TLS on loopback, custodians and
 * vaults on disk, member services over mutual TLS. Clients work beside a hospital's own node.
 */
final class HealthNetwork implements AutoCloseable {
    static final int MEMBERS = 4;
    private static final Duration BARRIER = Duration.ofSeconds(10);
    private static final int READY_TRIES = 12;

    final SecureRandom random = new SecureRandom();
    final ExecutorService worker = Executors.newCachedThreadPool(runnable -> {
        Thread thread = new Thread(runnable, "bench-client");
        thread.setDaemon(true);
        return thread;
    });
    private final SharedResources shared = SharedResources.create();
    private final List<LedgerNode> nodes = new ArrayList<>();
    private final List<HealthMember> members = new ArrayList<>();
    private final List<HealthLedger> ledgers = new ArrayList<>();
    private final Map<Id, URI> addresses = new TreeMap<>();
    private final Map<Id, MemberServices> patients = new ConcurrentHashMap<>();

    private HealthNetwork() {}

    static HealthNetwork start(Scratch scratch) throws IOException {
        HealthNetwork network = new HealthNetwork();
        try {
            network.open(scratch);
            return network;
        } catch (IOException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private void open(Scratch scratch) throws IOException {
        List<HealthMember.Identity> identities = new ArrayList<>();
        List<Peer> peers = new ArrayList<>();
        for (int i = 1; i <= MEMBERS; i++) {
            HealthMember.Identity identity = HealthMember.Identity.of(i, random);
            identities.add(identity);
            peers.add(new Peer(identity.node().publicKey(), "127.0.0.1", Cluster.freePort()));
        }
        Genesis genesis = genesis(identities, peers);
        for (HealthMember.Identity identity : identities) {
            nodes.add(LedgerNode.builder()
                    .dataDir(scratch.resolve("node-" + identity.orgId()))
                    .identity(identity.node())
                    .stateMachine(new HealthStateMachine())
                    .consensus(Consensus.pbft(peers))
                    .genesis(genesis)
                    .resources(shared)
                    .name("bench-" + identity.orgId())
                    .start());
        }
        nodes.forEach(HealthNetwork::awaitReady);
        Path outbound = Files.createDirectories(scratch.resolve("outbound"));
        for (int i = 0; i < MEMBERS; i++) {
            Path directory = Files.createDirectories(scratch.resolve("member-" + i));
            HealthMember member = new HealthMember(identities.get(i), nodes.get(i), directory, random);
            members.add(member);
            addresses.put(member.orgId, member.address());
            ledgers.add(new HealthLedger(
                    new EmbeddedLedger(nodes.get(i), BARRIER),
                    ClientSettings.in(outbound),
                    random,
                    InstantSource.system(),
                    worker));
        }
    }

    private static Genesis genesis(List<HealthMember.Identity> identities, List<Peer> peers) {
        HealthGenesis health = HealthGenesis.of(
                identities.stream().map(HealthMember.Identity::profile).toList());
        return new Genesis(
                "bench",
                1,
                Samples.bytes(MEMBERS, 16),
                MemberSet.of(ConsensusMode.BFT, peers.stream().map(Peer::id).toList()),
                Parameters.defaults(),
                List.of(new Genesis.PluginGenesis(new PluginVersion(HealthStateMachine.ID, 1), health.encoded())));
    }

    private static void awaitReady(LedgerNode node) {
        for (int attempt = 1; ; attempt++) {
            try {
                node.readBarrier(BARRIER).join();
                return;
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof NotConfirmedException) || attempt == READY_TRIES) {
                    throw e;
                }
            }
        }
    }

    HealthMember member(int number) {
        return members.get(number);
    }

    List<HealthMember> members() {
        return members;
    }

    /** The ledger as a client beside that member's node has it. */
    HealthLedger ledger(int number) {
        return ledgers.get(number);
    }

    Hospital hospital(int number) {
        HealthMember member = members.get(number);
        return ledgers.get(number).hospital(member.keys(), services(member.gateway, member), member.outbox);
    }

    /** A patient whose app works by way of that member's node. */
    Patient patient(int number, PatientSeed seed, Id sid) {
        HealthMember member = members.get(number);
        return ledgers.get(number)
                .patient(
                        seed,
                        sid,
                        (subject, key) -> patients.computeIfAbsent(subject, unused -> services(key, member)));
    }

    /** The way to all members' services for whoever holds the key. */
    MemberServices services(Ed25519Key key, HealthMember beside) {
        return new HttpMemberServices(
                key,
                HttpMemberServices.Directory.of(
                        addresses,
                        shown -> beside.node()
                                .read(
                                        HealthStateMachine.ID,
                                        (height, view) -> new HealthState(view).memberOfGateway(shown))),
                worker);
    }

    @Override
    public void close() throws IOException {
        for (HealthMember member : members) {
            member.close();
        }
        nodes.forEach(LedgerNode::close);
        shared.close();
        worker.shutdown();
        try {
            if (!worker.awaitTermination(10, TimeUnit.SECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException e) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
