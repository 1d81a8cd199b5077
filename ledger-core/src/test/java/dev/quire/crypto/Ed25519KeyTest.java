package dev.quire.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ed25519KeyTest {
    @TempDir
    Path directory;

    private final Ed25519Key key = Ed25519Key.generate(new SecureRandom());

    @Test
    void aSavedKeySignsTheSame() throws IOException {
        Path file = directory.resolve("node.key");
        key.save(file);
        Ed25519Key loaded = Ed25519Key.load(file);
        assertThat(loaded.publicKey()).isEqualTo(key.publicKey());
        assertThat(loaded.sign(Bytes.utf8("m"))).isEqualTo(key.sign(Bytes.utf8("m")));
        assertThat(directory.toFile().list()).containsExactly("node.key");
    }

    @Test
    void onlyTheOwnerMayReadASavedKey() throws IOException {
        Path file = directory.resolve("node.key");
        key.save(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aKeyIsNeverOverwritten() throws IOException {
        Path file = directory.resolve("node.key");
        key.save(file);
        Ed25519Key other = Ed25519Key.generate(new SecureRandom());
        assertThatThrownBy(() -> other.save(file))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("never overwritten");
        assertThat(Ed25519Key.load(file).publicKey()).isEqualTo(key.publicKey());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"})
    void aKeyThatOthersMayTouchIsRefused(String permissions) throws IOException {
        Path file = directory.resolve("node.key");
        key.save(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        assertThatThrownBy(() -> Ed25519Key.load(file))
                .isInstanceOf(KeyFileException.class)
                .hasMessageContaining(permissions)
                .hasMessageContaining("chmod 600 " + file);
    }

    @Test
    void theJdkReadsTheFile() throws IOException, GeneralSecurityException {
        Path file = directory.resolve("node.key");
        key.save(file);
        byte[] pkcs8 = Base64.getDecoder().decode(Files.readAllLines(file).get(1));
        EdECPrivateKey read = (EdECPrivateKey)
                KeyFactory.getInstance("Ed25519", "SunEC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        Bytes seed = Bytes.wrap(read.getBytes().orElseThrow());
        assertThat(Ed25519Key.fromSeed(seed).publicKey()).isEqualTo(key.publicKey());
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = directory.resolve("node.key");
        assertThatThrownBy(() -> Ed25519Key.load(file)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void otherContentIsRefused() throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        String elliptic = Base64.getEncoder()
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        assertRefused("", "has no block");
        assertRefused("-----END PRIVATE KEY----- -----BEGIN PRIVATE KEY-----", "has no block");
        assertRefused("-----BEGIN PRIVATE KEY-----\n!!\n-----END PRIVATE KEY-----", "is damaged");
        assertRefused("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "is damaged");
        assertRefused("-----BEGIN PRIVATE KEY-----\n" + elliptic + "\n-----END PRIVATE KEY-----", "another kind");
        assertRefused(" ".repeat(5000), "is larger than");
    }

    private void assertRefused(String content, String problem) throws IOException {
        Path file = Files.createTempFile(directory, "node", ".key");
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> Ed25519Key.load(file))
                .isInstanceOf(KeyFileException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void aSeedHasThirtyTwoBytes() {
        assertThatThrownBy(() -> Ed25519Key.fromSeed(Bytes.wrap(new byte[31])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theTextShowsThePublicKeyOnly() {
        assertThat(key).hasToString("Ed25519Key[" + key.publicKey().toHex() + "]");
    }
}
