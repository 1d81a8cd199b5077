package dev.quire.node.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quire.codec.Bytes;
import dev.quire.kv.KeyValueCommand;
import dev.quire.node.terminal.JsonLine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One line of input (docs/spec/process.md, section 4).
 *
 * @param write empty: a read
 * @param level of a read
 * @param endpoint index into the list of nodes
 */
record KvOperation(Bytes key, Optional<KeyValueCommand> write, String level, int endpoint, Duration timeout) {
    private static final List<String> FIELDS =
            List.of("key", "value", "expected", "level", "endpoint", "timeoutMillis");

    private static final int DEFAULT_TIMEOUT_MILLIS = 2_000;
    private static final int MAX_TIMEOUT_MILLIS = 60_000;

    /** @throws IllegalArgumentException saying which field is wrong */
    static KvOperation parse(JsonNode line, int endpoints) {
        JsonLine.requireOnly(line, FIELDS);
        Bytes key = text(line, "key");
        if (key.isEmpty() || key.size() > KeyValueCommand.MAX_KEY_SIZE) {
            throw new IllegalArgumentException("key must have 1 to 64 bytes");
        }
        if (line.hasNonNull("expected") && !line.path("op").asText().equals("cas")) {
            throw new IllegalArgumentException("expected is for cas only");
        }
        String level = line.path("level").asText("linearizable");
        if (!level.equals("linearizable") && !level.equals("local")) {
            throw new IllegalArgumentException("level must be linearizable or local");
        }
        return new KvOperation(
                key,
                write(line, key),
                level,
                integer(line, "endpoint", 0, 0, endpoints - 1),
                Duration.ofMillis(integer(line, "timeoutMillis", DEFAULT_TIMEOUT_MILLIS, 1, MAX_TIMEOUT_MILLIS)));
    }

    private static Optional<KeyValueCommand> write(JsonNode line, Bytes key) {
        return switch (line.path("op").asText()) {
            case "get" -> Optional.empty();
            case "put" -> Optional.of(new KeyValueCommand.Put(key, value(line)));
            case "cas" ->
                Optional.of(new KeyValueCommand.CompareAndSet(
                        key,
                        line.hasNonNull("expected") ? Optional.of(text(line, "expected")) : Optional.empty(),
                        value(line)));
            case "delete" -> Optional.of(new KeyValueCommand.Delete(key));
            default -> throw new IllegalArgumentException("op must be put, get, cas or delete");
        };
    }

    private static Bytes value(JsonNode line) {
        Bytes value = text(line, "value");
        if (value.size() > KeyValueCommand.MAX_VALUE_SIZE) {
            throw new IllegalArgumentException("value must have at most 65536 bytes");
        }
        return value;
    }

    private static Bytes text(JsonNode line, String field) {
        if (!line.path(field).isTextual()) {
            throw new IllegalArgumentException(field + " must be a text");
        }
        return Bytes.utf8(line.path(field).asText());
    }

    private static int integer(JsonNode line, String field, int otherwise, int min, int max) {
        JsonNode value = line.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isInt() || value.asInt() < min || value.asInt() > max) {
            throw new IllegalArgumentException(field + " must be a number from " + min + " to " + max);
        }
        return value.asInt();
    }
}
