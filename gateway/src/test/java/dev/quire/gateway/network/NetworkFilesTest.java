package dev.quire.gateway.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.ConfigurationException;
import dev.quire.crypto.KeyFileException;
import dev.quire.health.keys.file.PassphraseFile;
import dev.quire.node.config.Protocol;
import dev.quire.node.testnet.Testnet;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is founded can be read; what is wrong in it is named. */
class NetworkFilesTest {
    @TempDir
    private Path directory;

    private Testnet raft() {
        return new Testnet(directory.resolve("network"), 3, 14_000);
    }

    @Test
    void clientsFindEverything() throws IOException {
        Testnet testnet = raft();
        var chainId = new NetworkFounder(testnet, Protocol.raft).found();
        HospitalNetwork network = HospitalNetwork.read(testnet.directory());
        assertThat(testnet.directory()).satisfies(NetworkFilesTest::secretsAreTheirOwners);
        assertThat(network.members().chainId()).isEqualTo(chainId);
        assertThat(network.members().names()).containsValues("City Hospital", "Rural Clinic", "University Hospital");
        assertThat(network.ledgers()).hasSize(3).first().isEqualTo(URI.create("http://127.0.0.1:14100"));
        HospitalProfile rural = HospitalProfile.read(NetworkFounder.hospitalDirectory(testnet, 1));
        assertThat(network.named("Rural Clinic")).contains(rural.orgId());
        assertThat(network.hospitals().get(rural.orgId()).service()).isEqualTo(URI.create("https://127.0.0.1:14201"));
        assertThat(network.askingFirst(rural.ledger()).ledgers())
                .containsExactly(
                        URI.create("http://127.0.0.1:14101"),
                        URI.create("http://127.0.0.1:14100"),
                        URI.create("http://127.0.0.1:14102"));
        assertThat(rural.staff()).containsOnlyKeys("doctor", "second-doctor", "privacy-officer");
        assertThat(PassphraseFile.read(rural.keys().passphrase())).hasSize(32);

        Path file = rural.directory().resolve(HospitalProfile.FILE);
        Files.writeString(file, Files.readString(file).replace("org = ", "org = zz"));
        assertThatThrownBy(() -> HospitalProfile.read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("hospital.properties: org = zz");
        Files.writeString(testnet.directory().resolve(HospitalNetwork.FILE), "members = members\n");
        assertThatThrownBy(() -> HospitalNetwork.read(testnet.directory()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("ledger.0");
    }

    private static void secretsAreTheirOwners(Path network) throws IOException {
        try (Stream<Path> files = Files.walk(network)) {
            List<Path> keys = files.filter(file -> file.toString().matches(".*[.](key|card)|.*/passphrase"))
                    .toList();
            assertThat(keys).hasSize(1 + 3 * (1 + 6 + 2 * 3));
            for (Path key : keys) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                        .as("%s", key)
                        .isEqualTo("rw-------");
            }
        }
        try (Stream<Path> directories = Files.list(network)) {
            for (Path part : directories.filter(Files::isDirectory).toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(part)))
                        .as("%s", part)
                        .isEqualTo("rwx------");
            }
        }
    }

    @Test
    void whatCannotWorkIsNotFounded() {
        StringWriter text = new StringWriter();
        CommandLine command = new CommandLine(new CreateNetworkCommand()).setErr(new PrintWriter(text));
        assertThat(command.execute(directory.resolve("a").toString(), "--hospitals", "3"))
                .isEqualTo(2);
        assertThat(text.toString()).contains("agree by pbft has 4 to 64 of them, not 3");
        assertThat(command.execute(directory.resolve("a").toString(), "--base-port", "65400"))
                .isEqualTo(2);
        assertThat(directory.resolve("a")).doesNotExist();
    }

    @Test
    void patientIsMadeOnceAndOpenedByThePassphrase() throws IOException {
        char[] passphrase = "correct horse".toCharArray();
        Path ana = directory.resolve("ana");
        PatientProfile profile = PatientProfile.create(ana, directory, passphrase, new SecureRandom());
        assertThat(PatientProfile.read(ana)).isEqualTo(profile);
        try (var seed = profile.seed(passphrase);
                var again = PatientProfile.read(ana).seed(passphrase)) {
            assertThat(seed.secret().matches(again.secret())).isTrue();
        }
        assertThatThrownBy(() -> profile.seed("wrong horse".toCharArray())).isInstanceOf(KeyFileException.class);
        assertThatThrownBy(() -> PatientProfile.create(ana, directory, passphrase, new SecureRandom()))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ana)))
                .isEqualTo("rwx------");
    }
}
