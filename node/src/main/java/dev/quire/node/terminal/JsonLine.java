package dev.quire.node.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.codec.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One JSON object that stands on a line. It is read in two steps, so that one that has to be refused can be answered under
 * its id.
 */
public final class JsonLine {
    private static final String ID = "id";

    // Numbers stay as they stand there: as a double, 1e400 would be repeated as infinity, which is no JSON.
    private static final JsonMapper LENIENT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final JsonMapper STRICT = LENIENT.rebuild()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final byte[] line;
    private final ObjectNode asFound;

    private JsonLine(byte[] line, ObjectNode asFound) {
        this.line = line;
        this.asFound = asFound;
    }

    /** @throws IllegalArgumentException with the reason if the line is no JSON object */
    public static JsonLine parse(Bytes line) {
        byte[] bytes = line.toArray();
        try {
            if (LENIENT.readTree(bytes) instanceof ObjectNode found) {
                return new JsonLine(bytes, found);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("the line is not JSON", e);
        }
        throw new IllegalArgumentException("the line is no JSON object");
    }

    public boolean hasId() {
        return asFound.has(ID);
    }

    /** The id as it stands there; null in JSON if there is none, or none that could be repeated. */
    public JsonNode id() {
        return hasId() && isText(asFound.path(ID)) ? asFound.path(ID) : NullNode.instance;
    }

    /**
     * The object, if it can be read in one way only.
     *
     * @throws IllegalArgumentException with the reason if a field stands there twice, or a text has half of a surrogate
     *     pair, which UTF-8 cannot carry
     */
    public ObjectNode fields() {
        if (!isText(asFound)) {
            throw new IllegalArgumentException("a text has half of a surrogate pair, which is no character");
        }
        try {
            return (ObjectNode) STRICT.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the line is not JSON", e);
        }
    }

    /**
     * A misspelled field shall not be passed over: without it the line may mean something else.
     *
     * @throws IllegalArgumentException that names a field that is neither {@code id}, {@code op} nor one of {@code known}
     */
    public static void requireOnly(JsonNode fields, List<String> known) {
        fields.fieldNames().forEachRemaining(name -> {
            if (!name.equals(ID) && !name.equals("op") && !known.contains(name)) {
                throw new IllegalArgumentException("unknown field '" + name + "'; there may be id, op and " + known);
            }
        });
    }

    // JSON is printed with its surrogates as they are, in names and values alike.
    private static boolean isText(JsonNode json) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(json.toString());
    }
}
