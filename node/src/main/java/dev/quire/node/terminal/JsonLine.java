package dev.quire.node.terminal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.quire.codec.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
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

    private final String line;
    private final ObjectNode asFound;
    private final JsonNode id;

    private JsonLine(String line, ObjectNode asFound) throws IOException {
        this.line = line;
        this.asFound = asFound;
        this.id = isText(asFound.path(ID)) ? asWritten(line) : NullNode.instance;
    }

    /** The id's own characters: read and written again, 1e400 would be 1E+400, and another text for who looks for its own. */
    private static JsonNode asWritten(String line) throws IOException {
        JsonNode id = NullNode.instance;
        try (JsonParser parser = LENIENT.createParser(line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                long begin = parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                parser.finishToken();
                long end = parser.currentLocation().getCharOffset();
                if (name.equals(ID)) {
                    id = new POJONode(new RawValue(line.substring((int) begin, (int) end)));
                }
            }
        }
        return id;
    }

    /** @throws IllegalArgumentException with the reason if the line is no JSON object */
    public static JsonLine parse(Bytes line) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toArray()))
                    .toString();
            if (LENIENT.readTree(text) instanceof ObjectNode found) {
                return new JsonLine(text, found);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("the line is not JSON", e);
        }
        throw new IllegalArgumentException("the line is no JSON object");
    }

    public boolean hasId() {
        return asFound.has(ID);
    }

    /** The id, which prints as it stands there; null in JSON if there is none, or none that could be repeated. */
    public JsonNode id() {
        return id;
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
