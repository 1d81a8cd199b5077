package dev.quire.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Histories of real systems whose verdicts are known. */
class SharedHistoriesTest {
    private static final Path DIRECTORY =
            Path.of(System.getProperty("quire.shared", "../shared"), "data", "vectors", "linearizability");

    @BeforeAll
    static void requireVectors() {
        boolean present = Files.isDirectory(DIRECTORY);
        if (!present) {
            System.out.println("SharedHistoriesTest is skipped: there is no directory " + DIRECTORY);
        }
        assumeTrue(present, () -> "there is no directory " + DIRECTORY);
    }

    private static int exitCode(Path file) throws IOException, UnreadableHistoryException {
        LinearizabilityChecker checker = new LinearizabilityChecker(LinearizabilityChecker.DEFAULT_MAX_CONFIGURATIONS);
        return HistoryReport.of(HistoryReader.read(file), checker).exitCode();
    }

    @Test
    void theJepsenLogsOfEtcdHaveTheirVerdicts() throws Exception {
        JsonNode verdicts = new ObjectMapper()
                .readTree(DIRECTORY.resolve("verdicts.json").toFile())
                .path("linearizable");
        Map<String, Integer> expected = new TreeMap<>();
        verdicts.properties()
                .forEach(verdict ->
                        expected.put(verdict.getKey(), verdict.getValue().asBoolean() ? 0 : 1));
        Map<String, Integer> found = new TreeMap<>();
        for (String file : expected.keySet()) {
            found.put(file, exitCode(DIRECTORY.resolve("etcd-cas-register").resolve(file)));
        }
        assertThat(found).hasSizeGreaterThan(40).isEqualTo(expected);
    }

    @Test
    void theKeyValueHistoriesHaveTheVerdictsOfTheirNames() throws Exception {
        List<Path> files = new ArrayList<>();
        try (var all = Files.list(DIRECTORY.resolve("kv"))) {
            all.forEach(files::add);
        }
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            assertThat(exitCode(file))
                    .as(file.toString())
                    .isEqualTo(file.getFileName().toString().contains("ok") ? 0 : 1);
        }
    }
}
