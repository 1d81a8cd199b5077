package dev.quire.testdata;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Public test vectors, which lie beside the checkout; a test that finds none skips and says so. */
public final class SharedVectors {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    private SharedVectors() {}

    /** The JSON document {@code data/vectors/name}. */
    public static JsonNode json(String name) throws IOException {
        Path file = Path.of(System.getProperty("quire.shared", "../shared"), "data", "vectors", name);
        if (!Files.exists(file)) {
            System.out.println("skipped: no vectors at " + file);
            abort("no vectors at " + file);
        }
        return JSON.readTree(file.toFile());
    }
}
