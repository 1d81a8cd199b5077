package dev.quire.gateway.network;

import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.crypto.KeyFileException;
import dev.quire.crypto.OwnerOnlyFile;
import dev.quire.gateway.upkeep.FileOutbox;
import dev.quire.health.EntryKind;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.health.client.Administration;
import dev.quire.health.client.Badge;
import dev.quire.health.client.Clinician;
import dev.quire.health.client.ControllerKey;
import dev.quire.health.client.DealOutbox;
import dev.quire.health.client.GatewayKey;
import dev.quire.health.client.HealthLedger;
import dev.quire.health.client.Hospital;
import dev.quire.health.client.HospitalKeys;
import dev.quire.health.client.LedgerAccess;
import dev.quire.health.client.PractitionerKey;
import dev.quire.health.client.PrivacyOfficer;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.file.KeyFile;
import dev.quire.health.keys.file.KeyKind;
import dev.quire.health.keys.file.PassphraseFile;
import dev.quire.health.keys.message.PractitionerCard;
import dev.quire.health.member.MemberServices;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * One hospital that is ready to act: its keys are read, and it is connected to the ledger, of which it trusts no node, and to
 * the services of the other members. Safe for use by several threads; close it when nothing is under way.
 */
public final class HospitalDesk implements AutoCloseable {
    private static final int MAX_CARD_SIZE = 4096;

    private final HospitalProfile profile;
    private final HospitalNetwork network;
    private final NetworkLink link;
    private final HealthLedger ledger;
    private final HospitalKeys keys;
    private final SortedMap<Integer, X25519Key> readingKeys;
    private final MemberServices services;
    private final DealOutbox outbox;

    private HospitalDesk(HospitalProfile profile, HospitalNetwork network, Ed25519Key gateway, char[] passphrase)
            throws IOException {
        this.profile = profile;
        this.network = network;
        readingKeys = readingKeys(profile.keys().reading(), passphrase);
        keys = new HospitalKeys(
                profile.orgId(),
                new GatewayKey(gateway),
                epoch -> Optional.ofNullable(readingKeys.get(epoch)),
                sponsor(profile.keys().sponsor(), passphrase));
        outbox = FileOutbox.open(profile.outbox(), network.members().chainId(), profile.outboxRoom());
        Files.createDirectories(
                profile.scratch(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        link = new NetworkLink(network);
        ledger = link.ledger(profile.scratch());
        services = link.services(gateway);
    }

    /**
     * Reads the hospital's keys, which takes about a second under a passphrase that a person chose, and nothing of the network
     * yet.
     *
     * @throws dev.quire.crypto.KeyFileException if a key file is open to others, damaged, or under another passphrase
     * @throws IOException if a file cannot be read
     */
    public static HospitalDesk open(HospitalProfile profile) throws IOException {
        HospitalNetwork network = HospitalNetwork.read(profile.network()).askingFirst(profile.ledger());
        char[] passphrase = PassphraseFile.read(profile.keys().passphrase());
        try {
            return new HospitalDesk(
                    profile, network, Ed25519Key.load(profile.keys().gateway()), passphrase);
        } finally {
            Arrays.fill(passphrase, ' ');
        }
    }

    private static SortedMap<Integer, X25519Key> readingKeys(Map<Integer, Path> files, char[] passphrase)
            throws IOException {
        SortedMap<Integer, X25519Key> keys = new TreeMap<>();
        for (Map.Entry<Integer, Path> file : files.entrySet()) {
            try (Secret secret = KeyFile.read(file.getValue(), KeyKind.READING_KEY, passphrase)) {
                keys.put(file.getKey(), X25519Key.of(secret));
            }
        }
        return keys;
    }

    private static PatientSeed sponsor(Path file, char[] passphrase) throws IOException {
        try (Secret secret = KeyFile.read(file, KeyKind.PATIENT_SEED, passphrase)) {
            return PatientSeed.of(secret);
        }
    }

    public HospitalProfile profile() {
        return profile;
    }

    /** With the own node asked first. */
    public HospitalNetwork network() {
        return network;
    }

    public HealthLedger ledger() {
        return ledger;
    }

    /** For what {@link HealthLedger} has no words for. */
    public LedgerAccess access() {
        return link.access();
    }

    /** The way to the members' services, as this hospital. */
    public MemberServices services() {
        return services;
    }

    /** The hospital's deals that no custodian has receipted. */
    public DealOutbox outbox() {
        return outbox;
    }

    public Hospital hospital() {
        return ledger.hospital(keys, services, outbox);
    }

    /** Reads the controller's key, which nothing else here needs. */
    public Administration administration() throws IOException {
        return ledger.administration(
                profile.orgId(),
                new ControllerKey(Ed25519Key.load(profile.keys().controller())));
    }

    /** Somebody of the staff who reads. */
    public CompletableFuture<Clinician> clinician(String name) throws IOException {
        return badge(name).thenApply(badge -> hospital().clinician(badge));
    }

    /** Somebody of the staff who judges emergencies. */
    public CompletableFuture<PrivacyOfficer> officer(String name) throws IOException {
        return badge(name).thenApply(badge -> hospital().officer(badge));
    }

    /**
     * Somebody of the staff. Whose credential is not on the ledger, because the network is new, gets it there now.
     *
     * @throws IllegalArgumentException if nobody is called so in the profile
     * @throws IOException if the files of that person, or the controller's key, cannot be read
     */
    public CompletableFuture<Badge> badge(String name) throws IOException {
        HospitalProfile.Staff staff = Optional.ofNullable(profile.staff().get(name))
                .orElseThrow(() -> new IllegalArgumentException("nobody is called " + name + " in "
                        + profile.directory() + "; there are " + profile.staff().keySet()));
        Ed25519Key key = Ed25519Key.load(staff.key());
        PractitionerCard card = card(staff.card());
        Badge badge = new Badge(card, new PractitionerKey(key), Optional.empty());
        Administration office = administration();
        return isOnLedger(card.pracId())
                .thenCompose(known -> known
                        ? CompletableFuture.completedFuture(badge)
                        : office.employ(card, key.publicKey(), Optional.empty(), staff.roles())
                                .thenApply(receipt -> badge));
    }

    private CompletableFuture<Boolean> isOnLedger(Id pracId) {
        Bytes key = EntryKind.CREDENTIAL.key(profile.orgId().bytes().concat(pracId.bytes()));
        return link.access()
                .read(List.of(KeyRange.of(new StateKey(HealthStateMachine.ID, key))))
                .thenApply(read -> !read.answers().get(0).isEmpty());
    }

    private static PractitionerCard card(Path file) throws IOException {
        try {
            return PractitionerCard.decode(OwnerOnlyFile.read(file, MAX_CARD_SIZE));
        } catch (CryptoException.Malformed e) {
            throw new KeyFileException(file, "holds no card of a practitioner", e);
        }
    }

    @Override
    public void close() {
        link.close();
        readingKeys.values().forEach(X25519Key::close);
        keys.sponsor().close();
    }
}
