package dev.quire.gateway.network;

import dev.quire.gateway.upkeep.FileOutbox;
import dev.quire.health.Id;
import dev.quire.health.Role;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where one hospital has what it needs to act; nothing of it is read by this. All paths are absolute.
 *
 * @param directory of the file
 * @param network its {@link HospitalNetwork}
 * @param ledger the own node, which is asked first
 * @param scratch for sealed blobs on their way, made when it is missing
 * @param outbox for deals that no custodian has receipted yet, made when it is missing
 * @param outboxRoom how many of them for one custodian
 * @param staff by what this hospital calls them, such as {@code doctor}
 */
public record HospitalProfile(
        Path directory,
        Path network,
        Id orgId,
        URI ledger,
        KeyFiles keys,
        Path scratch,
        Path outbox,
        int outboxRoom,
        SortedMap<String, Staff> staff) {
    /** The usual name of its file. */
    public static final String FILE = "hospital.properties";

    private static final String READING_KEY = "reading-key.";
    private static final String STAFF = "staff.";

    /**
     * Files that only their owner may read.
     *
     * @param passphrase its first line opens reading keys and sponsor
     * @param gateway PKCS#8 PEM, as is {@code controller}
     * @param reading by epoch
     * @param sponsor the seed of the keys of patients who have not claimed their file
     */
    public record KeyFiles(
            Path passphrase, Path gateway, Path controller, SortedMap<Integer, Path> reading, Path sponsor) {
        public KeyFiles {
            reading = Collections.unmodifiableSortedMap(new TreeMap<>(reading));
        }
    }

    /**
     * Somebody who works there.
     *
     * @param key PKCS#8 PEM
     * @param card the encoded {@link dev.quire.health.keys.message.PractitionerCard}
     */
    public record Staff(Path key, Path card, Set<Role> roles) {
        public Staff {
            roles = Collections.unmodifiableSet(EnumSet.copyOf(roles));
        }
    }

    public HospitalProfile {
        staff = Collections.unmodifiableSortedMap(new TreeMap<>(staff));
    }

    /**
     * Reads the file.
     *
     * @param file or a directory that holds {@link #FILE}
     * @throws dev.quire.ConfigurationException naming the key that is missing or wrong
     * @throws IOException if it cannot be read
     */
    public static HospitalProfile read(Path file) throws IOException {
        Settings settings = Settings.read(file, FILE);
        SortedMap<Integer, Path> reading = new TreeMap<>();
        for (int epoch : settings.names(READING_KEY, "", Integer::valueOf)) {
            reading.put(epoch, settings.path(READING_KEY + epoch));
        }
        SortedMap<String, Staff> staff = new TreeMap<>();
        for (String name : settings.names(STAFF, ".card", name -> name)) {
            staff.put(
                    name,
                    new Staff(
                            settings.path(STAFF + name + ".key"),
                            settings.path(STAFF + name + ".card"),
                            settings.value(STAFF + name + ".roles", HospitalProfile::roles)));
        }
        return new HospitalProfile(
                settings.directory(),
                settings.path("network"),
                settings.id("org"),
                settings.uri("ledger"),
                new KeyFiles(
                        settings.path("passphrase-file"),
                        settings.path("gateway-key"),
                        settings.path("controller-key"),
                        reading,
                        settings.path("sponsor-key")),
                settings.path("scratch"),
                settings.path("outbox"),
                settings.optional("outbox-room", FileOutbox::parseRoom).orElse(FileOutbox.USUAL_ROOM),
                staff);
    }

    private static Set<Role> roles(String list) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        Arrays.stream(list.split(",", -1)).map(String::strip).map(Role::valueOf).forEach(roles::add);
        return roles;
    }
}
