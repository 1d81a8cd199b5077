package dev.quire.examples.hospital;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.Id;
import dev.quire.health.MemberKeys;
import dev.quire.health.MemberProfile;
import dev.quire.health.X25519PublicKey;
import dev.quire.receipt.MembersFile;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/** The hospitals' processes and what they agreed on. Used by one thread. */
final class HospitalNetwork implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final ObjectMapper json = new ObjectMapper();
    private final Path directory;
    private final NetworkPlan plan;
    private final List<HospitalClient> hospitals;
    private final Hash chainId;

    private HospitalNetwork(Path directory, NetworkPlan plan, List<HospitalClient> hospitals)
            throws IOException, InterruptedException {
        this.directory = directory;
        this.plan = plan;
        this.hospitals = hospitals;
        Hash first = Hash.ZERO;
        for (HospitalClient hospital : hospitals) {
            first = Hash.fromHex(startNode(hospital).path("chainId").asText());
        }
        this.chainId = first;
    }

    /** Starts one process per name, lets each make its keys, and starts the nodes. */
    static HospitalNetwork start(Path directory, Ordering ordering, List<String> names, SecureRandom random)
            throws IOException, InterruptedException {
        List<HospitalClient> hospitals = new ArrayList<>();
        try {
            for (int i = 0; i < names.size(); i++) {
                hospitals.add(HospitalClient.launch(directory.resolve("hospital-" + (i + 1))));
            }
            List<Integer> ports = freePorts(names.size());
            List<NetworkPlan.Place> places = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                MemberKeys keys = memberKeys(hospitals.get(i).publicKeys());
                MemberProfile profile = new MemberProfile(new Id(randomBytes(random)), names.get(i), keys);
                places.add(new NetworkPlan.Place(profile, ports.get(i)));
            }
            long nowMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
            NetworkPlan plan = NetworkPlan.of(ordering, places, nowMicros, randomBytes(random));
            HospitalNetwork network = new HospitalNetwork(directory, plan, hospitals);
            network.awaitLeader();
            return network;
        } catch (IOException | InterruptedException | RuntimeException e) {
            for (HospitalClient hospital : hospitals) {
                hospital.close();
            }
            throw e;
        }
    }

    /** In this version nothing is sealed to hospitals, so nobody keeps the private halves of two of the keys. */
    private static MemberKeys memberKeys(JsonNode keys) {
        return new MemberKeys(
                PublicKey.fromHex(keys.path("controller").asText()),
                List.of(PublicKey.fromHex(keys.path("node").asText())),
                List.of(PublicKey.fromHex(keys.path("gateway").asText())),
                new X25519PublicKey(OneTimeKey.generate().publicKey()),
                new X25519PublicKey(OneTimeKey.generate().publicKey()));
    }

    Hash chainId() {
        return chainId;
    }

    int size() {
        return hospitals.size();
    }

    HospitalClient hospital(int index) {
        return hospitals.get(index);
    }

    NetworkPlan.Place place(int index) {
        return plan.places().get(index);
    }

    String name(int index) {
        return place(index).name();
    }

    /** Starts a hospital again in its directory. */
    void restart(int index) throws IOException, InterruptedException {
        HospitalClient restarted = HospitalClient.launch(hospitals.get(index).directory());
        hospitals.set(index, restarted);
        restarted.publicKeys();
        startNode(restarted);
    }

    JsonNode status(int index) throws IOException, InterruptedException {
        return hospitals.get(index).call(hospitals.get(index).order("status"));
    }

    /** Waits until a living hospital's node leads, and returns it. */
    int awaitLeader() throws IOException, InterruptedException {
        Waiting.until(() -> leader().isPresent(), PATIENCE, "a leader is elected");
        return leader().orElseThrow();
    }

    private OptionalInt leader() throws IOException, InterruptedException {
        for (int i = 0; i < hospitals.size(); i++) {
            if (hospitals.get(i).isAlive() && status(i).path("role").asText().equals("LEADER")) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /** Waits until all nodes have the same newest block and state. */
    JsonNode awaitAgreement() throws IOException, InterruptedException {
        Waiting.until(
                () -> {
                    JsonNode first = status(0);
                    for (int i = 1; i < hospitals.size(); i++) {
                        JsonNode other = status(i);
                        if (!first.path("headHash").equals(other.path("headHash"))
                                || !first.path("stateRoot").equals(other.path("stateRoot"))) {
                            return false;
                        }
                    }
                    return true;
                },
                PATIENCE,
                "all hospitals have the same chain");
        return status(0);
    }

    /** Writes the file that tells an outsider whom to trust: the members' public keys. */
    Path writeMembersFile() throws IOException {
        SortedMap<PublicKey, String> names = new TreeMap<>();
        plan.places().forEach(place -> names.put(place.node(), place.name()));
        Path file = directory.resolve("members");
        Files.writeString(
                file, new MembersFile(chainId, plan.genesis().members().mode(), names).text());
        return file;
    }

    @Override
    public void close() throws IOException {
        for (HospitalClient hospital : hospitals) {
            hospital.close();
        }
    }

    private JsonNode startNode(HospitalClient hospital) throws IOException, InterruptedException {
        return hospital.call(hospital.order("start").set("plan", plan.write(json)));
    }

    private static Bytes randomBytes(SecureRandom random) {
        byte[] bytes = new byte[Id.SIZE];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    // Below the ports that the system gives to outgoing connections: there a free one can be taken at any moment.
    private static ServerSocket holdFreePort() throws IOException {
        for (int tries = 0; tries < 1_000; tries++) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
            try {
                return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
            } catch (BindException inUse) {
                // The next try has another port.
            }
        }
        throw new IOException("no free port found in 1,000 tries; close some servers and try again");
    }

    /** Ports that were free a moment ago; all are held at once, so that they differ. */
    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(holdFreePort());
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
