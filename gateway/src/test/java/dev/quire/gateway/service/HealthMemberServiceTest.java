package dev.quire.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.ConfigurationException;
import dev.quire.health.custody.CustodyAnswer;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobVault;
import dev.quire.node.service.NodeService;
import dev.quire.node.service.ServiceSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as a node starts it, with its files. */
class HealthMemberServiceTest {
    @TempDir
    private Path directory;

    private Country country;
    private ServiceSettings settings;

    @BeforeEach
    void open() throws IOException {
        country = new Country();
        RuralFiles files = RuralFiles.write(country, directory);
        settings = files.settings(vault(files));
    }

    @AfterEach
    void close() {
        country.close();
    }

    /** The settings that say where the vault is; none: a file. */
    Map<String, String> vault(RuralFiles files) throws IOException {
        return Map.of();
    }

    private static NodeService service() {
        return ServiceLoader.load(NodeService.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.name().equals(HealthMemberService.NAME))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void keepsSharesAndCiphertextOverARestart() throws Exception {
        BlobName content = new BlobName.OfRecord(country.rid, BlobName.Part.CONTENT);
        try (NodeService.Running running = service().start(settings)) {
            country.moveTo(country.rural(), URI.create(running.address()));
            assertThat(country.services(country.city().gateway)
                            .of(country.rural().orgId)
                            .deal(country.deal(2))
                            .join())
                    .isInstanceOf(CustodyAnswer.Receipt.class);
            ruralVault().put(content, 3, new ByteArrayInputStream(new byte[] {1, 2, 3}));
        }
        country.publish();
        country.grant();
        var aid = country.accessByGrant(dev.quire.health.keys.X25519Key.generate(country.random));
        try (NodeService.Running running = service().start(settings)) {
            country.moveTo(country.rural(), URI.create(running.address()));
            assertThat(country.services(country.rural().gateway)
                            .of(country.rural().orgId)
                            .release(aid, Country.COMMITTEE)
                            .join())
                    .isInstanceOf(CustodyAnswer.Release.class);
            assertThat(ruralVault().stat(content)).isPresent();
        }
    }

    private BlobVault ruralVault() {
        return country.services(country.city().gateway)
                .of(country.rural().orgId)
                .vault();
    }

    @Test
    void saysAllThatIsWrongAtOnce() {
        Map<String, String> bad = new TreeMap<>(settings.values());
        bad.put("listen", "nowhere");
        bad.put("org", "7");
        bad.put("gateway-key", "missing.key");
        bad.put("colour", "blue");
        bad.put("vault.url", "jdbc:postgresql://127.0.0.1/vault");
        bad.remove("vault.user");
        bad.remove("vault.password-file");
        bad.put("member.7", "https://127.0.0.1:7");
        bad.put("member." + country.id().toHex(), "nowhere");
        bad.put("check-every", "often");
        bad.put("check-bytes-per-second", "1");
        assertThatThrownBy(() ->
                        service().start(new ServiceSettings(country.ledger, bad, directory, directory.resolve("data"))))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.problems())
                                .extracting(ConfigurationException.Problem::key)
                                .contains(
                                        "service.health-member.listen",
                                        "service.health-member.org",
                                        "service.health-member.gateway-key",
                                        "service.health-member.colour",
                                        "service.health-member.member.7",
                                        "service.health-member.check-every",
                                        "service.health-member.vault.user",
                                        "service.health-member.vault.password-file"));
    }

    @Test
    void passphraseThatOthersMayReadIsRefused() throws IOException {
        Files.setPosixFilePermissions(directory.resolve("passphrase"), PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> service().start(settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("0600");
    }
}
