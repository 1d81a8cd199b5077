package dev.quire.testkit.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.testkit.history.Verdict.Linearizable;
import dev.quire.testkit.history.Verdict.NotLinearizable;
import dev.quire.testkit.history.Verdict.Undecided;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;

/** A history and what the checker says of its keys. */
record HistoryReport(RecordedHistory history, SortedMap<String, Verdict> verdicts) {
    static HistoryReport of(RecordedHistory history, LinearizabilityChecker checker) {
        return new HistoryReport(history, checker.check(history.operations()));
    }

    int exitCode() {
        if (!history.committedTwice().isEmpty() || has(NotLinearizable.class)) {
            return 1;
        }
        return has(Undecided.class) ? 3 : 0;
    }

    private boolean has(Class<? extends Verdict> kind) {
        return verdicts.values().stream().anyMatch(kind::isInstance);
    }

    private List<Operation> operations(String key) {
        return history.operations().stream()
                .filter(operation -> operation.key().equals(key))
                .toList();
    }

    private static long unknown(List<Operation> operations) {
        return operations.stream()
                .filter(operation -> operation.returnedAt().isEmpty())
                .count();
    }

    private static String name(Verdict verdict) {
        if (verdict instanceof Linearizable) {
            return "linearizable";
        }
        return verdict instanceof NotLinearizable ? "NOT linearizable" : "undecided";
    }

    void print(PrintStream out) {
        out.printf("%-24s %10s %10s  %s%n", "key", "operations", "unknown", "verdict");
        verdicts.forEach((key, verdict) -> {
            List<Operation> operations = operations(key);
            out.printf("%-24s %10d %10d  %s%n", key, operations.size(), unknown(operations), name(verdict));
        });
        out.printf(
                "%d operations with an effect or perhaps one, %d without%n",
                history.operations().size(), history.leftOut());
        verdicts.forEach((key, verdict) -> {
            if (verdict instanceof NotLinearizable not) {
                out.printf("%nkey %s is not linearizable: %s%n", key, not);
            } else if (verdict instanceof Undecided undecided) {
                out.printf(
                        "%nkey %s is undecided: the search stood at %s after %d configurations;"
                                + " --max-configurations lets it go on%n",
                        key, undecided.reached(), undecided.configurations());
            }
        });
        history.committedTwice().forEach(twice -> out.printf("%ncommitted twice: %s%n", twice));
    }

    String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("format", history.format());
        json.put(
                "verdict",
                List.of("LINEARIZABLE", "NOT_LINEARIZABLE", "", "UNDECIDED").get(exitCode()));
        json.put("operations", history.operations().size());
        json.put("leftOut", history.leftOut());
        ArrayNode keys = json.putArray("keys");
        for (Map.Entry<String, Verdict> entry : verdicts.entrySet()) {
            keys.add(json(entry.getKey(), entry.getValue()));
        }
        history.committedTwice().forEach(json.putArray("committedTwice")::add);
        return json.toString();
    }

    private ObjectNode json(String key, Verdict verdict) {
        List<Operation> operations = operations(key);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("key", key);
        json.put("operations", operations.size());
        json.put("unknown", unknown(operations));
        if (verdict instanceof Linearizable) {
            json.put("verdict", "LINEARIZABLE");
        } else if (verdict instanceof NotLinearizable not) {
            json.put("verdict", "NOT_LINEARIZABLE").set("unplaced", json(not.unplaced()));
            not.prefix().forEach(operation -> json.withArray("/prefix").add(json(operation)));
            not.lastHeld().forEach(held -> json.withArray("/lastHeld").add(held.orElse(null)));
        } else if (verdict instanceof Undecided undecided) {
            json.put("verdict", "UNDECIDED").put("configurations", undecided.configurations());
            json.set("reached", json(undecided.reached()));
        }
        return json;
    }

    private static ObjectNode json(Operation operation) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", operation.name());
        json.put("action", operation.action().toString());
        json.put("calledAt", operation.calledAt());
        OptionalLong returnedAt = operation.returnedAt();
        if (returnedAt.isPresent()) {
            json.put("returnedAt", returnedAt.getAsLong());
        }
        return json;
    }
}
