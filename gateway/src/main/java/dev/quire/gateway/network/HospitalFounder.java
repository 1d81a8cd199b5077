package dev.quire.gateway.network;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.crypto.OwnerOnlyFile;
import dev.quire.health.Fingerprint;
import dev.quire.health.Id;
import dev.quire.health.MemberKeys;
import dev.quire.health.MemberProfile;
import dev.quire.health.Role;
import dev.quire.health.X25519PublicKey;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.file.DrawnPassphrase;
import dev.quire.health.keys.file.KeyFile;
import dev.quire.health.keys.file.KeyKind;
import dev.quire.health.keys.message.PractitionerCard;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes all keys and the files of one hospital. */
final class HospitalFounder {
    static final String OUTBOX = "outbox";
    static final String GATEWAY_KEY = "gateway.key";
    static final String PASSPHRASE = "passphrase";
    static final String CUSTODIAN_KEY = "custodian-1.key";

    private static final String CONTROLLER_KEY = "controller.key";
    private static final String READING_KEY = "reading-1.key";
    private static final String SPONSOR_KEY = "sponsor.key";
    /** Just below what the ledger takes. */
    private static final Duration CREDENTIAL = Duration.ofDays(89);

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final List<Person> STAFF = List.of(
            new Person("doctor", "Dr Ada Okafor", "attending physician", EnumSet.of(Role.ATTENDING, Role.EMERGENCY)),
            new Person("second-doctor", "Dr Ben Sato", "emergency physician", EnumSet.of(Role.EMERGENCY)),
            new Person("privacy-officer", "Cleo Lindqvist", "privacy officer", EnumSet.of(Role.PRIVACY_OFFICER)));

    private record Person(String handle, String name, String role, Set<Role> roles) {}

    private final Path directory;
    private final String name;
    private final SecureRandom random;
    private final Id orgId;

    /** @param directory of the hospital, which is not there yet */
    HospitalFounder(Path directory, String name, SecureRandom random) {
        this.directory = directory;
        this.name = name;
        this.random = random;
        this.orgId = new Id(random(Id.SIZE));
    }

    private Bytes random(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    /** What the others need to know of it. */
    record Founded(Id orgId, String name, Keys keys) {
        MemberProfile profile(PublicKey node) {
            return new MemberProfile(
                    orgId,
                    name,
                    new MemberKeys(
                            keys.controller, List.of(node), List.of(keys.gateway), keys.custodian, keys.reading));
        }
    }

    /** The public halves. */
    record Keys(PublicKey controller, PublicKey gateway, X25519PublicKey custodian, X25519PublicKey reading) {}

    Founded found() throws IOException {
        Files.createDirectory(directory, OWNER_ONLY);
        Files.createDirectory(directory.resolve("staff"), OWNER_ONLY);
        Files.createDirectory(directory.resolve("scratch"), OWNER_ONLY);
        Files.createDirectory(directory.resolve("outbox"), OWNER_ONLY);
        Keys keys;
        try (DrawnPassphrase passphrase = DrawnPassphrase.draw(random);
                PatientSeed sponsor = PatientSeed.generate(random);
                Secret seed = sponsor.secret()) {
            passphrase.save(directory.resolve(PASSPHRASE));
            keys = new Keys(
                    signingKey(CONTROLLER_KEY),
                    signingKey(GATEWAY_KEY),
                    sealingKey(CUSTODIAN_KEY, KeyKind.CUSTODIAN_KEY, passphrase),
                    sealingKey(READING_KEY, KeyKind.READING_KEY, passphrase));
            KeyFile.write(directory.resolve(SPONSOR_KEY), KeyKind.PATIENT_SEED, seed, passphrase, random);
        }
        Instant now = Instant.now();
        for (Person person : STAFF) {
            signingKey("staff/" + person.handle + ".key");
            OwnerOnlyFile.writeNew(
                    directory.resolve("staff/" + person.handle + ".card"),
                    card(person, now).encoded());
        }
        return new Founded(orgId, name, keys);
    }

    private PublicKey signingKey(String file) throws IOException {
        Ed25519Key key = Ed25519Key.generate(random);
        key.save(directory.resolve(file));
        return key.publicKey();
    }

    private X25519PublicKey sealingKey(String file, KeyKind kind, DrawnPassphrase passphrase) throws IOException {
        try (X25519Key key = X25519Key.generate(random);
                Secret secret = key.secret()) {
            KeyFile.write(directory.resolve(file), kind, secret, passphrase, random);
            return key.publicKey();
        }
    }

    private PractitionerCard card(Person person, Instant now) {
        return new PractitionerCard(
                new Id(random(Id.SIZE)),
                orgId,
                person.name,
                person.role,
                name,
                ChronoUnit.MICROS.between(Instant.EPOCH, now),
                ChronoUnit.MICROS.between(Instant.EPOCH, now.plus(CREDENTIAL)),
                random(Fingerprint.SALT_SIZE));
    }

    /** The file that {@link HospitalProfile#read} reads. */
    void writeProfile(URI ledger) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "# " + name + ". What the keys mean is in docs/healthcare/network.md.",
                "network = ../" + HospitalNetwork.FILE,
                "org = " + orgId,
                "ledger = " + ledger,
                "passphrase-file = " + PASSPHRASE,
                "gateway-key = " + GATEWAY_KEY,
                "controller-key = " + CONTROLLER_KEY,
                "reading-key.1 = " + READING_KEY,
                "sponsor-key = " + SPONSOR_KEY,
                "scratch = scratch",
                "outbox = " + OUTBOX));
        for (Person person : STAFF) {
            String key = "staff." + person.handle;
            lines.add(key + ".key = staff/" + person.handle + ".key");
            lines.add(key + ".card = staff/" + person.handle + ".card");
            lines.add(key + ".roles = " + person.roles.stream().map(Role::name).collect(Collectors.joining(",")));
        }
        Files.write(directory.resolve(HospitalProfile.FILE), lines, StandardCharsets.UTF_8);
    }
}
