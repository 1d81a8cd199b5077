package dev.quire.gateway.network;

import dev.quire.codec.MalformedException;
import dev.quire.health.Id;
import dev.quire.receipt.MembersFile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What anybody needs to take part: whom to trust, whom to ask, and where the hospitals are. There is no secret in it.
 *
 * @param members of the ledger, by whose certificates everything is checked
 * @param ledgers HTTP APIs of nodes, 1 or more, in the order in which they are asked
 * @param hospitals by the member's id
 */
public record HospitalNetwork(MembersFile members, List<URI> ledgers, SortedMap<Id, Place> hospitals) {
    /** The usual name of its file. */
    public static final String FILE = "network.properties";

    private static final String LEDGER = "ledger.";
    private static final String HOSPITAL = "hospital.";
    private static final String NAME = ".name";
    private static final String SERVICE = ".service";

    /**
     * Where a hospital is.
     *
     * @param name as people know it
     * @param service of the member service, as in {@code https://127.0.0.1:7200}
     */
    public record Place(String name, URI service) {}

    public HospitalNetwork {
        ledgers = List.copyOf(ledgers);
        hospitals = Collections.unmodifiableSortedMap(new TreeMap<>(hospitals));
    }

    /**
     * Reads the file.
     *
     * @param file or a directory that holds {@link #FILE}
     * @throws dev.quire.ConfigurationException naming the key that is missing or wrong
     * @throws IOException if it cannot be read
     */
    public static HospitalNetwork read(Path file) throws IOException {
        Settings settings = Settings.read(file, FILE);
        List<URI> ledgers = new ArrayList<>();
        for (int number : settings.names(LEDGER, "", Integer::valueOf)) {
            ledgers.add(settings.uri(LEDGER + number));
        }
        if (ledgers.isEmpty()) {
            throw settings.wrong(LEDGER + "0", "", "it is missing");
        }
        SortedMap<Id, Place> hospitals = new TreeMap<>();
        for (Id orgId : settings.names(HOSPITAL, SERVICE, Id::fromHex)) {
            hospitals.put(
                    orgId,
                    new Place(
                            settings.value(HOSPITAL + orgId + NAME, name -> name),
                            settings.uri(HOSPITAL + orgId + SERVICE)));
        }
        return new HospitalNetwork(members(settings), ledgers, hospitals);
    }

    private static MembersFile members(Settings settings) throws IOException {
        Path file = settings.path("members");
        if (Files.size(file) > MembersFile.MAX_LENGTH) {
            throw settings.wrong("members", file.toString(), "the file is too large");
        }
        try {
            return MembersFile.parse(Files.readString(file, StandardCharsets.UTF_8));
        } catch (MalformedException e) {
            throw settings.wrong("members", file.toString(), String.valueOf(e.getMessage()));
        }
    }

    /** The same, asking this node first, for instance the own one. */
    public HospitalNetwork askingFirst(URI ledger) {
        List<URI> order = new ArrayList<>(List.of(ledger));
        ledgers.stream().filter(other -> !other.equals(ledger)).forEach(order::add);
        return new HospitalNetwork(members, order, hospitals);
    }

    /** Who is called so. */
    public Optional<Id> named(String name) {
        return hospitals.entrySet().stream()
                .filter(hospital -> hospital.getValue().name().equals(name))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    Map<Id, URI> services() {
        Map<Id, URI> services = new TreeMap<>();
        hospitals.forEach((orgId, place) -> services.put(orgId, place.service()));
        return services;
    }

    /** The file's text. */
    String text(String membersFile) {
        StringBuilder text = new StringBuilder(
                "# What the keys mean is in docs/healthcare/network.md.\nmembers = " + membersFile + "\n");
        for (int i = 0; i < ledgers.size(); i++) {
            text.append(LEDGER + i + " = " + ledgers.get(i) + "\n");
        }
        hospitals.forEach((orgId, place) -> text.append(HOSPITAL + orgId + NAME + " = " + place.name() + "\n" + HOSPITAL
                + orgId + SERVICE + " = " + place.service() + "\n"));
        return text.toString();
    }
}
