package dev.quire.node.api;

import dev.quire.codec.Bytes;
import dev.quire.codec.Json;
import dev.quire.codec.MalformedException;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import dev.quire.receipt.StateReceipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The body of {@code POST /v1/proofs/state}: keys and ranges, named as the JSON form of a state receipt names them. */
final class StateQuestions {
    private static final String ASKED = "asked";
    private static final String KEY = "fullKey";
    private static final String FROM = "from";
    private static final String TO = "to";

    private StateQuestions() {}

    /** @throws ProblemException that names the first thing that is not as it must be */
    static List<KeyRange> read(String body) {
        List<Json> asked =
                members(parse(body), "the body", Set.of(ASKED)).at(ASKED).elements();
        if (asked.isEmpty() || asked.size() > StateReceipt.MAX_QUESTIONS) {
            throw Requests.bad(
                    "asked must be a list of 1 to " + StateReceipt.MAX_QUESTIONS + " questions, not " + asked.size());
        }
        List<KeyRange> questions = new ArrayList<>(asked.size());
        for (Json question : asked) {
            questions.add(question(question));
        }
        return questions;
    }

    private static Json parse(String body) {
        try {
            return Json.parse(body);
        } catch (MalformedException e) {
            throw Requests.bad("the body is not JSON: " + e.getMessage());
        }
    }

    private static Json members(Json json, String what, Set<String> known) {
        if (!(json instanceof Json.Members object)) {
            throw Requests.bad(what + " must be a JSON object with " + known);
        }
        for (String name : object.values().keySet()) {
            if (!known.contains(name)) {
                throw Requests.bad(what + " has the unknown field " + Requests.quoted(name));
            }
        }
        return json;
    }

    private static KeyRange question(Json json) {
        if (json.at(KEY) instanceof Json.Text key) {
            members(json, "the question about one key", Set.of(KEY));
            return KeyRange.of(key(KEY, key.value()));
        }
        members(json, "a question", Set.of(FROM, TO));
        StateKey from = key(FROM, text(json, FROM));
        KeyRange range = json.at(TO) instanceof Json.Null
                ? KeyRange.startingAt(from)
                : KeyRange.between(from, key(TO, text(json, TO)));
        if (range.isEmpty()) {
            throw Requests.bad("from must be below to: nothing is asked for");
        }
        return range;
    }

    private static String text(Json json, String name) {
        if (json.at(name) instanceof Json.Text text) {
            return text.value();
        }
        throw Requests.bad("a question has the text " + KEY + ", or the text " + FROM + " and perhaps the text " + TO);
    }

    private static StateKey key(String name, String hex) {
        Bytes fullKey = Requests.hex(name, hex);
        try {
            return StateKey.ofFullKey(fullKey);
        } catch (IllegalArgumentException e) {
            throw Requests.bad(name + ": " + e.getMessage());
        }
    }
}
