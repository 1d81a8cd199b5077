package dev.quire.health.keys.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.crypto.KeyFileException;
import dev.quire.health.keys.DecryptionRoot;
import dev.quire.health.keys.FixedRandom;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.keys.Sample;
import dev.quire.health.keys.Secret;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    private static final PassphraseCost CHEAP = new PassphraseCost.Argon2id(64, 1, 1);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("seed.key");
    }

    private static char[] passphrase() {
        return "correct horse bättery".toCharArray();
    }

    private void writeCheap() throws IOException {
        KeyFile.write(file, KeyKind.PATIENT_SEED, Sample.secret(0xab), passphrase(), CHEAP, new FixedRandom(1));
    }

    @Test
    void holdsTheSecretForItsOwnerOnly() throws IOException {
        KeyFile.write(file, KeyKind.CUSTODIAN_KEY, Sample.secret(0xab), passphrase(), new FixedRandom(1));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
        assertThat(Files.readString(file)).contains("argon2id").doesNotContain("abab");
        try (Secret read = KeyFile.read(file, KeyKind.CUSTODIAN_KEY, passphrase())) {
            assertThat(read.matches(Sample.secret(0xab))).isTrue();
        }
    }

    /** Only a passphrase that was drawn makes guesses cheap: what a person types never does. */
    @Test
    void costOfAGuessDependsOnWhoChoseThePassphrase() throws IOException {
        KeyFile.write(file, KeyKind.READING_KEY, Sample.secret(1), passphrase(), new FixedRandom(1));
        assertThat(Files.readString(file)).contains("\"memoryKibibytes\":65536", "\"iterations\":3");
        Path other = folder.resolve("other.key");
        Path line = folder.resolve("passphrase");
        try (DrawnPassphrase drawn = DrawnPassphrase.draw(new FixedRandom(2))) {
            drawn.save(line);
            KeyFile.write(other, KeyKind.READING_KEY, Sample.secret(2), drawn, new FixedRandom(3));
        }
        assertThat(Files.readString(other)).contains("argon2id", "\"memoryKibibytes\":1024", "\"iterations\":1");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(line)))
                .isEqualTo("rw-------");
        char[] read = PassphraseFile.read(line);
        assertThat(new String(read)).matches("[A-Za-z0-9_-]{32}");
        try (Secret secret = KeyFile.read(other, KeyKind.READING_KEY, read)) {
            assertThat(secret.matches(Sample.secret(2))).isTrue();
        }
    }

    @Test
    void isNeverOverwritten() throws IOException {
        writeCheap();
        assertThatThrownBy(this::writeCheap).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void wrongPassphraseKindOrModeIsRefusedInWords() throws IOException {
        writeCheap();
        assertThatThrownBy(() -> KeyFile.read(file, KeyKind.PATIENT_SEED, "another one".toCharArray()))
                .isInstanceOf(KeyFileException.class)
                .hasMessageContaining("passphrase is wrong");
        assertThatThrownBy(() -> KeyFile.read(file, KeyKind.SIGNING_KEY, passphrase()))
                .hasMessageContaining("holds a patient-seed, not a signing-key");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> KeyFile.read(file, KeyKind.PATIENT_SEED, passphrase()))
                .isInstanceOf(KeyFileException.class)
                .hasMessageContaining("chmod 600");
        assertThatThrownBy(() -> KeyFile.write(
                        folder.resolve("x"), KeyKind.SIGNING_KEY, Sample.secret(1), new char[7], new FixedRandom(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** A kind that is written over another is found, since it is authenticated; and so is every other change. */
    @Test
    void alteredFileIsRefused() throws IOException {
        writeCheap();
        String text = Files.readString(file);
        for (String[] change : new String[][] {
            {"patient-seed", "custodian-key"},
            {"\"iterations\":1", "\"iterations\":2"},
            {"\"box\":\"", "\"box\":\"00"},
            {"quire-key/1", "quire-key/2"},
            {"argon2id", "md5"},
            {"\"memoryKibibytes\":64", "\"memoryKibibytes\":99999999999"},
            {"}", "}}"},
        }) {
            assertThat(text).contains(change[0]);
            Files.writeString(file, text.replace(change[0], change[1]));
            assertThatThrownBy(() -> KeyFile.read(
                            file,
                            change[1].equals("custodian-key") ? KeyKind.CUSTODIAN_KEY : KeyKind.PATIENT_SEED,
                            passphrase()))
                    .as(change[1])
                    .isInstanceOf(KeyFileException.class);
        }
    }

    /** A crafted file must not take memory or hours. */
    @Test
    void costsAreBounded() {
        assertThatThrownBy(() -> new PassphraseCost.Argon2id(1 << 30, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PassphraseCost.Argon2id(64, 1000, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PassphraseCost.Pbkdf2(Integer.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void recoveryFileBringsBackWhatOpensAndNothingThatSigns() throws IOException {
        try (PatientSeed seed = PatientSeed.generate(new FixedRandom(4));
                DecryptionRoot root = seed.decryptionRoot()) {
            KeyFile.writeRecovery(file, root, passphrase(), new FixedRandom(5));
            try (DecryptionRoot restored = KeyFile.readRecovery(file, passphrase())) {
                assertThat(restored.compartmentKey(Sample.CHAIN, Sample.id(1), Sample.id(2), 0)
                                .publicKey())
                        .isEqualTo(root.compartmentKey(Sample.CHAIN, Sample.id(1), Sample.id(2), 0)
                                .publicKey());
            }
        }
        assertThatThrownBy(() -> KeyFile.read(file, KeyKind.PATIENT_SEED, passphrase()))
                .isInstanceOf(KeyFileException.class);
    }
}
