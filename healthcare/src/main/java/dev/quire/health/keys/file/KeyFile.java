package dev.quire.health.keys.file;

import dev.quire.codec.MalformedException;
import dev.quire.crypto.KeyFileException;
import dev.quire.crypto.OwnerOnlyFile;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.DecryptionRoot;
import dev.quire.health.keys.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * Files that hold one secret under a passphrase: whole or absent, with mode 0600, never overwritten. The passphrase stays
 * the caller's, who overwrites it.
 */
public final class KeyFile {
    /** The fewest characters of a passphrase. */
    public static final int MIN_PASSPHRASE_LENGTH = 8;

    private static final int MAX_SIZE = 4096;

    private KeyFile() {}

    /**
     * Writes a secret under Argon2id (64 MiB, 3 passes); durable when this returns.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the file exists
     * @throws IllegalArgumentException if the passphrase is shorter than {@link #MIN_PASSPHRASE_LENGTH}
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, KeyKind kind, Secret secret, char[] passphrase, SecureRandom random)
            throws IOException {
        write(file, kind, secret, passphrase, PassphraseCost.Argon2id.RECOMMENDED, random);
    }

    /**
     * The same under a passphrase that cannot be guessed whatever a guess costs: Argon2id with 1 MiB and one pass, which takes
     * milliseconds. So a program that opens many of them starts at once.
     */
    public static void write(Path file, KeyKind kind, Secret secret, DrawnPassphrase passphrase, SecureRandom random)
            throws IOException {
        write(file, kind, secret, passphrase.text(), PassphraseCost.Argon2id.OF_DRAWN, random);
    }

    /**
     * The patient's recovery file: S_dec and nothing that signs, under PBKDF2 with 600,000 passes, so that a browser can
     * make and open it. Keys that are made later come from the same root: the file stays good.
     */
    public static void writeRecovery(Path file, DecryptionRoot root, char[] passphrase, SecureRandom random)
            throws IOException {
        try (Secret secret = root.secret()) {
            write(file, KeyKind.PATIENT_RECOVERY, secret, passphrase, PassphraseCost.Pbkdf2.RECOMMENDED, random);
        }
    }

    static void write(
            Path file, KeyKind kind, Secret secret, char[] passphrase, PassphraseCost cost, SecureRandom random)
            throws IOException {
        if (passphrase.length < MIN_PASSPHRASE_LENGTH) {
            throw new IllegalArgumentException("a passphrase has " + MIN_PASSPHRASE_LENGTH + " characters or more");
        }
        String text = LockedSecret.lock(kind, secret, passphrase, cost, random).write();
        OwnerOnlyFile.writeNew(file, text.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Reads a secret, which the caller closes.
     *
     * @throws KeyFileException if others than its owner may read the file, it holds another kind of key, the passphrase is
     *     wrong, or it is damaged
     * @throws IOException if it cannot be read
     */
    public static Secret read(Path file, KeyKind kind, char[] passphrase) throws IOException {
        String text = new String(OwnerOnlyFile.read(file, MAX_SIZE), StandardCharsets.US_ASCII);
        try {
            LockedSecret locked = LockedSecret.parse(text);
            if (locked.kind() != kind) {
                throw new KeyFileException(file, "holds a " + locked.kind().label() + ", not a " + kind.label());
            }
            return locked.unlock(passphrase);
        } catch (MalformedException e) {
            throw new KeyFileException(file, "is damaged (" + e.getMessage() + "): restore it from its backup", e);
        } catch (CryptoException.NotOpened e) {
            throw new KeyFileException(file, "does not open: the passphrase is wrong, or the file is damaged", e);
        }
    }

    /** Reads a recovery file, whose root the caller closes; throws as {@link #read} does. */
    public static DecryptionRoot readRecovery(Path file, char[] passphrase) throws IOException {
        try (Secret secret = read(file, KeyKind.PATIENT_RECOVERY, passphrase)) {
            return DecryptionRoot.of(secret);
        }
    }
}
