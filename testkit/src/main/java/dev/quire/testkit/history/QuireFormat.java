package dev.quire.testkit.history;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quire.testkit.history.OpenCalls.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lines that go into {@code quire kv --jsonl} and those that come out of it, each with the time at which it did
 * (docs/simulator.md, "Recorded histories").
 */
final class QuireFormat implements HistoryFormat {
    private final ObjectMapper json = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private final OpenCalls calls = new OpenCalls();
    private final Set<String> local = new HashSet<>();
    private final Set<String> identities = new HashSet<>();
    private final Map<String, String> transactions = new HashMap<>();
    private final List<String> committedTwice = new ArrayList<>();
    private @Nullable Boolean timed;

    @Override
    public void accept(long number, String line) throws UnreadableHistoryException {
        try {
            accept(number, parse(line));
        } catch (IllegalArgumentException e) {
            throw UnreadableHistoryException.at(number, String.valueOf(e.getMessage()), line);
        }
    }

    private JsonNode parse(String line) {
        try {
            JsonNode parsed = json.readTree(line);
            if (parsed.isObject()) {
                return parsed;
            }
        } catch (JsonProcessingException e) {
            // Of what is nested too deeply Jackson knows no place.
            JsonLocation location = e.getLocation();
            throw new IllegalArgumentException(
                    "it is not JSON, or "
                            + (location == null
                                    ? "nested too deeply"
                                    : "a field stands twice (column " + location.getColumnNr() + ")"),
                    e);
        }
        throw new IllegalArgumentException("it is no JSON object");
    }

    private void accept(long number, JsonNode line) throws UnreadableHistoryException {
        String who = who(line);
        long time = time(number, line);
        if (line.has("op") == line.has("outcome")) {
            throw new IllegalArgumentException("it needs either \"op\", as a call, or \"outcome\"");
        }
        if (line.has("op")) {
            called(who, number, time, line);
        } else {
            Call call = calls.close(who, number, time);
            returned(call, number, time, line);
        }
    }

    private static String who(JsonNode line) {
        JsonNode id = line.path("id");
        JsonNode client = line.path("client");
        if (!id.isTextual() && !id.isIntegralNumber()) {
            throw new IllegalArgumentException("\"id\" must be a number or a text");
        }
        if (!client.isMissingNode() && !client.isTextual() && !client.isIntegralNumber()) {
            throw new IllegalArgumentException("\"client\" must be a number or a text");
        }
        return (client.isMissingNode() ? "" : "client " + client.asText() + ", ") + "id " + id.asText();
    }

    private long time(long number, JsonNode line) {
        JsonNode time = line.path("time");
        boolean present = !time.isMissingNode();
        if (present && (!time.canConvertToLong() || !time.isIntegralNumber())) {
            throw new IllegalArgumentException("\"time\" must be an integer");
        }
        if (timed != null && timed != present) {
            throw new IllegalArgumentException("\"time\" stands in some lines only: it must in all or in none");
        }
        timed = present;
        return present ? time.asLong() : number;
    }

    private void called(String who, long number, long time, JsonNode line) throws UnreadableHistoryException {
        if (!identities.add(who)) {
            throw new IllegalArgumentException(who + " has called before");
        }
        String key = text(line, "key").orElseThrow(() -> new IllegalArgumentException("\"key\" must be a text"));
        Action action = switch (line.path("op").asText()) {
            case "get" -> null;
            case "put" -> new Action.Write(value(line));
            case "cas" -> new Action.CompareAndSet(text(line, "expected"), value(line));
            case "delete" -> new Action.Delete();
            default -> throw new IllegalArgumentException("\"op\" must be put, get, cas or delete");
        };
        if (line.path("level").asText("linearizable").equals("local")) {
            local.add(who);
        }
        calls.call(new Call(who, number, time, key, action));
    }

    private void returned(Call call, long number, long time, JsonNode line) {
        Action action = call.action();
        boolean committed = line.path("height").isIntegralNumber();
        if (committed && action != null) {
            committed(call.who(), line);
        }
        switch (line.path("outcome").asText()) {
            case "ok" -> ok(call, number, time, line);
            case "fail" -> {
                if (committed && action != null && isSight(action, line)) {
                    calls.happened(call, new Action.Refused(action), number, time);
                } else {
                    calls.leaveOut();
                }
            }
            case "unknown" -> calls.mayHappen(call);
            default -> throw new IllegalArgumentException("\"outcome\" must be ok, fail or unknown");
        }
    }

    private void ok(Call call, long number, long time, JsonNode line) {
        Action action = call.action();
        if (action != null) {
            calls.happened(call, action, number, time);
        } else if (!local.remove(call.who())) {
            if (!line.has("value")) {
                throw new IllegalArgumentException("an ok get needs a \"value\", or null where the key is absent");
            }
            calls.happened(call, new Action.Read(text(line, "value")), number, time);
        } else {
            calls.leaveOut();
        }
    }

    /** Was it refused for what the key held? */
    private static boolean isSight(Action action, JsonNode line) {
        String error = line.path("error").asText();
        return (action instanceof Action.CompareAndSet || action instanceof Action.Delete)
                && (error.startsWith("MISMATCH") || error.startsWith("ABSENT"));
    }

    private void committed(String who, JsonNode line) {
        JsonNode id = line.path("txId");
        String before = id.isTextual() ? transactions.putIfAbsent(id.asText(), who) : null;
        if (before != null) {
            committedTwice.add(id.asText() + ": " + before + " and " + who);
        }
    }

    private static Optional<String> value(JsonNode line) {
        Optional<String> value = text(line, "value");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("\"value\" must be a text");
        }
        return value;
    }

    private static Optional<String> text(JsonNode line, String field) {
        JsonNode value = line.path(field);
        if (!value.isTextual() && !value.isNull() && !value.isMissingNode()) {
            throw new IllegalArgumentException("\"" + field + "\" must be a text");
        }
        return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
    }

    @Override
    public RecordedHistory finish() {
        return calls.finish("quire", List.copyOf(committedTwice));
    }
}
