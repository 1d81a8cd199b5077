package dev.quire.examples.hospital;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import dev.quire.health.Id;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultAndKeyRingTest {
    private static final Id RID = Id.fromHex("00112233445566778899aabbccddeeff");
    private static final Id SID = Id.fromHex("10112233445566778899aabbccddeeff");
    private static final RecordSecret SECRET =
            new RecordSecret(RID, SID, "visit/1", Bytes.wrap(new byte[64]), Bytes.wrap(new byte[32]));

    @TempDir
    private Path directory;

    @Test
    void vaultKeepsBlobsForItsOwnerOnly() throws IOException, DamagedRecordException {
        FileVault vault = new FileVault(directory.resolve("vault"));
        vault.put(RID, Bytes.utf8("first"));
        vault.put(RID, Bytes.utf8("noise"));
        assertThat(vault.get(RID)).isEqualTo(Bytes.utf8("noise"));
        assertThat(mode(vault.file(RID))).isEqualTo("rw-------");
        assertThat(mode(directory.resolve("vault"))).isEqualTo("rwx------");
        assertThat(directory.resolve("vault")).isDirectoryContaining(path -> path.equals(vault.file(RID)));
    }

    @Test
    void missingFileNamesTheRecord() throws IOException {
        FileVault vault = new FileVault(directory.resolve("vault"));
        assertThat(vault.contains(RID)).isFalse();
        assertThatThrownBy(() -> vault.get(RID))
                .isInstanceOf(DamagedRecordException.class)
                .hasMessageContaining(RID.toHex());
    }

    @Test
    void ringRemembersAcrossRestarts() throws IOException {
        Id compartment;
        try (KeyRing ring = KeyRing.open(directory, new SecureRandom())) {
            ring.add(List.of(SECRET));
            compartment = ring.compartment(SID, Compartment.CLINICAL);
            assertThat(compartment).isNotEqualTo(ring.compartment(SID, Compartment.BILLING));
            assertThat(compartment).isNotEqualTo(ring.compartment(RID, Compartment.CLINICAL));
        }
        try (KeyRing ring = KeyRing.open(directory, new SecureRandom())) {
            assertThat(ring.find(RID)).contains(SECRET);
            assertThat(ring.find(SID, "visit/1")).contains(SECRET);
            assertThat(ring.find(SID, "visit/2")).isEmpty();
            assertThat(ring.compartment(SID, Compartment.CLINICAL)).isEqualTo(compartment);
        }
        assertThat(mode(directory.resolve("keyring.jsonl"))).isEqualTo("rw-------");
        assertThat(mode(directory.resolve("keyring.root"))).isEqualTo("rw-------");
    }

    @Test
    void lineThatACrashCutOffIsDropped() throws IOException {
        try (KeyRing ring = KeyRing.open(directory, new SecureRandom())) {
            ring.add(List.of(SECRET));
        }
        Path file = directory.resolve("keyring.jsonl");
        Files.write(file, "{\"rid\":\"77".getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        RecordSecret second = new RecordSecret(SID, SID, "visit/2", SECRET.secret(), SECRET.salt());
        try (KeyRing ring = KeyRing.open(directory, new SecureRandom())) {
            ring.add(List.of(second));
        }
        try (KeyRing ring = KeyRing.open(directory, new SecureRandom())) {
            assertThat(ring.find(RID)).contains(SECRET);
            assertThat(ring.find(SID)).contains(second);
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
