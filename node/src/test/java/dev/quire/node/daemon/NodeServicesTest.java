package dev.quire.node.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.ConfigurationException;
import dev.quire.node.config.NodeSettings;
import dev.quire.node.config.PluginCatalog;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.testnet.TestnetCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What runs beside a node: {@link HeightService}. */
class NodeServicesTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void create() {
        int basePort = ThreadLocalRandom.current().nextInt(12_000, 31_000);
        Path testnet = directory.resolve("testnet");
        assertThat(new CommandLine(new TestnetCommand())
                        .execute("create", testnet.toString(), "--nodes", "1", "--base-port", String.valueOf(basePort)))
                .isZero();
        file = testnet.resolve("node-0/node.properties");
    }

    private NodeSettings settings(String... lines) throws IOException {
        Files.writeString(file, "\n" + String.join("\n", lines) + "\n", StandardOpenOption.APPEND);
        return NodeSettings.prepare(file);
    }

    private static Daemon start(NodeSettings settings) throws IOException {
        return Daemon.start(settings, PluginCatalog.choose(settings.genesis()));
    }

    @Test
    void serviceRunsAsLongAsItsNode() throws IOException {
        try (Daemon daemon = start(settings("service.height.file = heights"))) {
            assertThat(daemon.readyLine()).contains("\"services\":{\"height\":\"service-height\"}");
        }
        assertThat(Files.readAllLines(file.resolveSibling("heights")))
                .hasSize(2)
                .satisfies(lines -> assertThat(lines.get(0)).startsWith("started at "))
                .satisfies(lines -> assertThat(lines.get(1)).startsWith("closed at "));
    }

    @Test
    void nodeWithoutItsKeysHasNone() throws IOException {
        try (Daemon daemon = start(settings())) {
            assertThat(daemon.readyLine()).doesNotContain("services");
        }
    }

    @Test
    void serviceThatDoesNotStartStopsTheNode() throws IOException {
        NodeSettings settings = settings("service.height.colour = blue");
        assertThatThrownBy(() -> start(settings))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("no file is named");
        try (Daemon again = start(settings("service.height.file = heights"))) {
            assertThat(again.readyLine()).contains("service-height");
        }
    }

    @Test
    void unknownServiceIsAProblemOfTheConfiguration() throws IOException {
        NodeSettings settings = settings("service.depth.file = x");
        assertThatThrownBy(() -> start(settings))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.problems())
                                .extracting(ConfigurationException.Problem::key)
                                .containsExactly("service.depth"));
    }
}
