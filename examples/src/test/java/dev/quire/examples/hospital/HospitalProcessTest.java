package dev.quire.examples.hospital;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HospitalProcessTest {
    @TempDir
    private Path directory;

    @Test
    void aHospitalAloneIsAProcessThatTakesOrdersAndSurvivesKill() throws IOException, InterruptedException {
        try (HospitalNetwork network =
                HospitalNetwork.start(directory, Ordering.RAFT, List.of("City"), new SecureRandom())) {
            JsonNode keys = network.hospital(0).publicKeys();
            assertThatThrownBy(
                            () -> network.hospital(0).call(network.hospital(0).order("dance")))
                    .hasMessageContaining("there is no order dance");
            long height = network.status(0).path("height").asLong();
            network.hospital(0).kill();
            assertThatThrownBy(() -> network.status(0)).hasMessageContaining("has ended");
            network.restart(0);
            network.awaitLeader();
            assertThat(network.hospital(0).publicKeys().path("node")).isEqualTo(keys.path("node"));
            assertThat(network.status(0).path("height").asLong()).isGreaterThanOrEqualTo(height);
        }
    }
}
