package dev.quire.health.keys;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Vectors that others made, from the folder of shared data; a test is skipped where it is absent. */
final class SharedData {
    private SharedData() {}

    static JsonNode json(String name) throws IOException {
        Path file =
                Path.of(System.getProperty("quire.shared", "../shared"), "data").resolve(name);
        if (!Files.exists(file)) {
            System.out.println("skipped: there is no " + file);
        }
        assumeTrue(Files.exists(file), "vectors are not here");
        return new ObjectMapper().readTree(file.toFile());
    }
}
