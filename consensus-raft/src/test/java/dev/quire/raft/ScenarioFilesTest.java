package dev.quire.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stories told to engines and what came of them, line by line. In {@code src/test/resources/scenarios}: a line that
 * begins with {@code $} is a command of {@link ScriptedCluster}, those that begin with {@code =} are what it made happen,
 * all others explain. With {@code -Dquire.scenarios.write=true} the files are written anew; read the difference before
 * you keep it.
 */
class ScenarioFilesTest {
    private static final Path FILES = Path.of("src", "test", "resources", "scenarios");
    private static final String VIOLATION = "VIOLATION";

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everythingHappensAsRecorded(Path file) throws IOException {
        List<String> recorded = Files.readAllLines(file);
        List<String> now = replay(recorded);
        if (Boolean.getBoolean("quire.scenarios.write")) {
            Files.write(file, now);
        } else {
            assertThat(now).isEqualTo(recorded);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void onlyAWeakenedRuleBreaksAnInvariant(Path file) throws IOException {
        boolean weakened = file.getFileName().toString().startsWith("weakened-");
        assertThat(replay(Files.readAllLines(file)).stream().anyMatch(line -> line.contains(VIOLATION)))
                .isEqualTo(weakened);
    }

    @Test
    void thereAreAtLeastTen() throws IOException {
        assertThat(files()).hasSizeGreaterThanOrEqualTo(10);
    }

    private static List<String> replay(List<String> lines) {
        ScriptedCluster cluster = new ScriptedCluster();
        List<String> out = new ArrayList<>();
        for (String line : lines) {
            if (!line.startsWith("=")) {
                out.add(line);
            }
            if (line.startsWith("$")) {
                cluster.run(line.substring(1)).forEach(what -> out.add("= " + what));
            }
        }
        return out;
    }
}
