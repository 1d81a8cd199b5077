package dev.quire.node.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quire.block.Rejection;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import java.util.List;

/**
 * What a client asks for in the body of {@code POST /v1/transactions}.
 *
 * @param certified wait for a certificate, not just for the commit
 */
record Submission(Transaction transaction, boolean certified, int timeoutMillis) {
    private static final int DEFAULT_TIMEOUT_MILLIS = 5_000;
    private static final int MAX_TIMEOUT_MILLIS = 60_000;
    private static final List<String> FIELDS = List.of("transaction", "level", "timeoutMillis");

    // What is said twice or after the end may be meant; nobody can tell.
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** @throws ProblemException that names the first field that is not as it must be */
    static Submission read(String body) {
        JsonNode json = parse(body);
        json.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                throw Requests.bad(
                        "the body has the unknown field " + Requests.quoted(name) + "; it may have " + FIELDS);
            }
        });
        Bytes bytes = transactionBytes(json.path("transaction"));
        boolean certified = certified(json.path("level"));
        int timeoutMillis = timeoutMillis(json.path("timeoutMillis"));
        return new Submission(decode(bytes), certified, timeoutMillis);
    }

    private static JsonNode parse(String body) {
        try {
            JsonNode json = JSON.readTree(body);
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            throw Requests.bad("the body is not JSON: " + e.getOriginalMessage());
        }
        throw Requests.bad("the body must be a JSON object with the field 'transaction'");
    }

    private static Bytes transactionBytes(JsonNode field) {
        if (!field.isTextual()) {
            throw Requests.bad("transaction must be a string, the canonical bytes in base64"
                    + (field.isMissingNode() ? "; it is missing" : ", not " + Requests.quoted(field.toString())));
        }
        return Requests.base64("transaction", field.textValue());
    }

    private static boolean certified(JsonNode field) {
        String text = field.isTextual() ? field.textValue() : field.toString();
        return !field.isMissingNode()
                && Requests.choice("level", text, "committed", "certified").equals("certified");
    }

    private static int timeoutMillis(JsonNode field) {
        if (field.isMissingNode()) {
            return DEFAULT_TIMEOUT_MILLIS;
        }
        if (!field.isIntegralNumber()
                || !field.canConvertToInt()
                || field.intValue() < 1
                || field.intValue() > MAX_TIMEOUT_MILLIS) {
            throw Requests.bad("timeoutMillis must be an integer from 1 to " + MAX_TIMEOUT_MILLIS + ", not "
                    + Requests.quoted(field.toString()));
        }
        return field.intValue();
    }

    private static Transaction decode(Bytes bytes) {
        try {
            return Transaction.decode(bytes);
        } catch (MalformedException e) {
            Rejection rejection = bytes.size() > Transaction.MAX_SIZE ? Rejection.OVERSIZE : Rejection.MALFORMED;
            throw new ProblemException(Problem.rejected(rejection, String.valueOf(e.getMessage())));
        }
    }
}
