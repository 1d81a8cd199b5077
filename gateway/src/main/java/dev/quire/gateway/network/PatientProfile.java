package dev.quire.gateway.network;

import dev.quire.codec.Bytes;
import dev.quire.health.Id;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.file.KeyFile;
import dev.quire.health.keys.file.KeyKind;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Where a patient has the key to one file. Who has files at several hospitals has one of these for each, all with the same
 * seed.
 *
 * @param directory of the file
 * @param network its {@link HospitalNetwork}, where it is named
 * @param seedKey a {@link KeyFile} under the patient's passphrase
 */
public record PatientProfile(Path directory, Optional<Path> network, Id sid, Path seedKey) {
    /** The usual name of its file. */
    public static final String FILE = "patient.properties";

    private static final String KEY = "patient.key";

    /**
     * Reads the file.
     *
     * @param file or a directory that holds {@link #FILE}
     * @throws dev.quire.ConfigurationException naming the key that is missing or wrong
     * @throws IOException if it cannot be read
     */
    public static PatientProfile read(Path file) throws IOException {
        Settings settings = Settings.read(file, FILE);
        return new PatientProfile(
                settings.directory(), settings.optionalPath("network"), settings.id("sid"), settings.path("seed-key"));
    }

    /**
     * Draws a seed and the id of a file that no hospital has opened yet, and writes both.
     *
     * @param directory made if it is missing, for its owner only
     * @param passphrase stays the caller's, who overwrites it
     * @throws FileAlreadyExistsException if there is a patient already
     */
    public static PatientProfile create(Path directory, Path network, char[] passphrase, SecureRandom random)
            throws IOException {
        byte[] sid = new byte[Id.SIZE];
        random.nextBytes(sid);
        return create(directory, network, new Id(Bytes.wrap(sid)), passphrase, random);
    }

    /**
     * The same for a file that a hospital has opened for an absent patient, who claims it.
     *
     * @throws FileAlreadyExistsException if there is a patient already
     */
    public static PatientProfile create(Path directory, Path network, Id sid, char[] passphrase, SecureRandom random)
            throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path file = directory.resolve(FILE);
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        try (PatientSeed seed = PatientSeed.generate(random);
                Secret secret = seed.secret()) {
            KeyFile.write(directory.resolve(KEY), KeyKind.PATIENT_SEED, secret, passphrase, random);
        }
        Files.writeString(
                file,
                "network = " + network.toAbsolutePath().normalize() + "\nsid = " + sid + "\nseed-key = " + KEY + "\n");
        return read(file);
    }

    /**
     * Opens the seed, which the caller closes.
     *
     * @throws dev.quire.crypto.KeyFileException if the passphrase is wrong, or the file is damaged or open to others
     */
    public PatientSeed seed(char[] passphrase) throws IOException {
        try (Secret secret = KeyFile.read(seedKey, KeyKind.PATIENT_SEED, passphrase)) {
            return PatientSeed.of(secret);
        }
    }
}
