package dev.quire.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The seeds that once failed. */
class RegressionSeedsTest {
    private static final String COMMAND = "./simulate ";

    static List<String> commands() throws IOException {
        try (InputStream file = RegressionSeedsTest.class.getResourceAsStream("/regression-seeds.txt")) {
            assertThat(file).isNotNull();
            return new String(file.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(COMMAND))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void doesNotFailAgain(String command) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> words = List.of(command.substring(COMMAND.length()).split(" "));
        int code = Simulation.run(
                words,
                Consensus::maker,
                new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                new PrintStream(err, true, UTF_8));
        assertThat(code).as(err.toString(UTF_8)).isZero();
    }
}
