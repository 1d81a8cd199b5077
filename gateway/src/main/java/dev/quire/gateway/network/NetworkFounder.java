package dev.quire.gateway.network;

import dev.quire.block.Genesis.PluginGenesis;
import dev.quire.block.PluginVersion;
import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.health.GovernanceCommand;
import dev.quire.health.HealthGenesis;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.health.MemberProfile;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.node.config.Protocol;
import dev.quire.node.testnet.Charter;
import dev.quire.node.testnet.Testnet;
import dev.quire.node.testnet.TestnetFounder;
import dev.quire.receipt.MembersFile;
import dev.quire.spi.state.StateMachine;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Founds a network of hospitals on this machine: each is a member of the ledger, a seat of the committee, and has a member
 * service beside its node. {@code quire testnet up} starts it.
 */
public final class NetworkFounder {
    private static final int SERVICE_OFFSET = 200;
    private static final int MAX_PORT = 0xffff;
    private static final List<String> NAMES =
            List.of("City Hospital", "Rural Clinic", "University Hospital", "Children's Hospital");

    private final SecureRandom random = new SecureRandom();
    private final Testnet testnet;
    private final Protocol protocol;

    /**
     * @param testnet whose service i listens on base port + 200 + i
     * @throws IllegalArgumentException if there are fewer hospitals than it takes to go on without one, more than a network
     *     has, or too few ports
     */
    public NetworkFounder(Testnet testnet, Protocol protocol) {
        if (testnet.size() < protocol.usualSize() || testnet.size() > GovernanceCommand.MAX_MEMBERS) {
            throw new IllegalArgumentException("a network of hospitals that agree by " + protocol + " has "
                    + protocol.usualSize() + " to " + GovernanceCommand.MAX_MEMBERS + " of them, not "
                    + testnet.size());
        }
        if (testnet.basePort() + SERVICE_OFFSET + testnet.size() - 1 > MAX_PORT) {
            throw new IllegalArgumentException("base port " + testnet.basePort() + " leaves no room for "
                    + testnet.size() + " services, 200 above");
        }
        this.testnet = testnet;
        this.protocol = protocol;
    }

    /** Writes everything; the directory must not hold a testnet. Returns the chain's id. */
    public Hash found() throws IOException {
        Files.createDirectories(testnet.directory());
        List<HospitalFounder> founders = new ArrayList<>();
        List<HospitalFounder.Founded> hospitals = new ArrayList<>();
        for (int i = 0; i < testnet.size(); i++) {
            HospitalFounder founder = new HospitalFounder(hospitalDirectory(testnet, i), name(i), random);
            hospitals.add(founder.found());
            founders.add(founder);
        }
        Hash chainId = new TestnetFounder(testnet, protocol, charter(hospitals)).found();
        for (int i = 0; i < testnet.size(); i++) {
            founders.get(i).writeProfile(URI.create(testnet.apiUrl(i)));
        }
        Files.writeString(
                testnet.directory().resolve(HospitalNetwork.FILE),
                network(hospitals)
                        .text(testnet.directory().relativize(testnet.members()).toString()));
        return chainId;
    }

    /** The directory of the hospital whose node is {@code number}. */
    public static Path hospitalDirectory(Testnet testnet, int number) {
        return testnet.directory().resolve("hospital-" + number);
    }

    private static String name(int number) {
        return number < NAMES.size() ? NAMES.get(number) : "Hospital " + (number + 1);
    }

    private String service(int number) {
        return Testnet.HOST + ":" + (testnet.basePort() + SERVICE_OFFSET + number);
    }

    private HospitalNetwork network(List<HospitalFounder.Founded> hospitals) throws IOException {
        SortedMap<Id, HospitalNetwork.Place> places = new TreeMap<>();
        for (int i = 0; i < hospitals.size(); i++) {
            places.put(
                    hospitals.get(i).orgId(),
                    new HospitalNetwork.Place(hospitals.get(i).name(), URI.create("https://" + service(i))));
        }
        List<URI> ledgers = IntStream.range(0, testnet.size())
                .mapToObj(testnet::apiUrl)
                .map(URI::create)
                .toList();
        try {
            String members = Files.readString(testnet.members(), StandardCharsets.UTF_8);
            return new HospitalNetwork(MembersFile.parse(members), ledgers, places);
        } catch (MalformedException e) {
            throw new IllegalStateException("the members file that was just written cannot be read", e);
        }
    }

    private Charter charter(List<HospitalFounder.Founded> hospitals) {
        return new Charter() {
            @Override
            public String chainName() {
                return "hospital network";
            }

            @Override
            public String memberName(int node) {
                return hospitals.get(node).name();
            }

            @Override
            public List<StateMachine> plugins() {
                return List.of(new KeyValueStateMachine(), new HealthStateMachine());
            }

            @Override
            public List<PluginGenesis> genesis(List<PublicKey> nodes) {
                List<MemberProfile> founders = new ArrayList<>();
                for (int i = 0; i < nodes.size(); i++) {
                    founders.add(hospitals.get(i).profile(nodes.get(i)));
                }
                return List.of(
                        start(new KeyValueStateMachine(), Bytes.EMPTY),
                        start(
                                new HealthStateMachine(),
                                HealthGenesis.of(founders).encoded()));
            }

            @Override
            public List<String> settings(int node) {
                return serviceSettings(node, hospitals);
            }
        };
    }

    private static PluginGenesis start(StateMachine plugin, Bytes payload) {
        return new PluginGenesis(new PluginVersion(plugin.id(), plugin.version()), payload);
    }

    private List<String> serviceSettings(int node, List<HospitalFounder.Founded> hospitals) {
        String prefix = "service.health-member.";
        String directory = "../" + hospitalDirectory(testnet, node).getFileName() + "/";
        List<String> lines = new ArrayList<>(List.of(
                prefix + "listen = " + service(node),
                prefix + "org = " + hospitals.get(node).orgId(),
                prefix + "gateway-key = " + directory + HospitalFounder.GATEWAY_KEY,
                prefix + "passphrase-file = " + directory + HospitalFounder.PASSPHRASE,
                prefix + "custodian-key.1 = " + directory + HospitalFounder.CUSTODIAN_KEY,
                prefix + "outbox = " + directory + HospitalFounder.OUTBOX));
        for (int i = 0; i < hospitals.size(); i++) {
            if (i != node) {
                lines.add(prefix + "member." + hospitals.get(i).orgId() + " = https://" + service(i));
            }
        }
        return lines;
    }
}
