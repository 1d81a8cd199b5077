package dev.quire.testkit.history;

import dev.quire.testkit.history.OpenCalls.Call;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Jepsen's log of one register ({@code INFO jepsen.util - process :type :f value}) and its maps, one a line, of which
 * the key may be a part ({@code {:process 0, :type :invoke, :f :get, :key "1", :value nil}}). The lines stand in the order
 * of real time. An empty text and nil are one: such a store does not tell them apart.
 */
final class JepsenFormat implements HistoryFormat {
    private static final Pattern LOG = Pattern.compile("INFO\\s.*?jepsen\\.util - (.*)");
    private static final Pattern MAP = Pattern.compile("\\{\\s*:.*");
    private static final String ONE_REGISTER = "register";

    private final OpenCalls calls = new OpenCalls();

    /** @param value as it stands, or null */
    private record Entry(
            Object process,
            Object type,
            Object verb,
            Object key,
            @Nullable Object value) {}

    static boolean fits(String line) {
        return LOG.matcher(line).matches() || MAP.matcher(line).matches();
    }

    @Override
    public void accept(long number, String line) throws UnreadableHistoryException {
        try {
            accept(number, entry(line.strip()));
        } catch (IllegalArgumentException e) {
            throw UnreadableHistoryException.at(number, String.valueOf(e.getMessage()), line);
        }
    }

    private static Entry entry(String line) {
        Matcher log = LOG.matcher(line);
        List<Object> parts = Edn.parse(log.matches() ? log.group(1) : line);
        if (log.matches() && parts.size() == 4) {
            return new Entry(parts.get(0), parts.get(1), parts.get(2), ONE_REGISTER, parts.get(3));
        }
        if (parts.size() == 1 && parts.get(0) instanceof Map<?, ?> map) {
            Object key = map.get(new Edn.Keyword("key"));
            return new Entry(
                    field(map, "process"),
                    field(map, "type"),
                    field(map, "f"),
                    key == null || key == Edn.NIL ? ONE_REGISTER : key,
                    map.get(new Edn.Keyword("value")));
        }
        throw new IllegalArgumentException("it has not the four parts process, type, function and value");
    }

    private static Object field(Map<?, ?> map, String name) {
        Object value = map.get(new Edn.Keyword(name));
        if (value == null) {
            throw new IllegalArgumentException("it lacks :" + name);
        }
        return value;
    }

    private void accept(long number, Entry entry) throws UnreadableHistoryException {
        if (!(entry.process instanceof Long)) {
            if (entry.process.equals(new Edn.Keyword("nemesis"))) {
                return;
            }
            throw new IllegalArgumentException("the process is no number");
        }
        String who = "process " + entry.process;
        switch (entry.type.toString()) {
            case ":invoke" -> calls.call(new Call(who, number, number, entry.key.toString(), called(entry)));
            case ":ok" -> {
                Call call = calls.close(who, number, number);
                calls.happened(call, happened(entry, call), number, number);
            }
            case ":fail" -> {
                calls.close(who, number, number);
                calls.leaveOut();
            }
            case ":info" -> calls.mayHappen(calls.close(who, number, number));
            default -> throw new IllegalArgumentException("the type is not :invoke, :ok, :fail or :info");
        }
    }

    private static @Nullable Action called(Entry entry) {
        return switch (entry.verb.toString()) {
            case ":read", ":get" -> null;
            case ":write", ":put" -> new Action.Write(text(entry.value));
            case ":append" -> new Action.Append(text(entry.value).orElse(""));
            case ":delete" -> new Action.Write(Optional.empty());
            case ":cas" -> {
                if (entry.value instanceof List<?> pair && pair.size() == 2) {
                    yield new Action.CompareAndSet(text(pair.get(0)), text(pair.get(1)));
                }
                throw new IllegalArgumentException("the value of a :cas is not [old new]");
            }
            default ->
                throw new IllegalArgumentException("the function is not :read, :write, :cas, :append or :delete");
        };
    }

    private static Action happened(Entry entry, Call call) {
        Action action = called(entry);
        if (action == null && call.action() == null) {
            return new Action.Read(text(entry.value));
        }
        if (action == null || !action.equals(call.action())) {
            throw new IllegalArgumentException("the outcome is not that of its call of line " + call.line());
        }
        return action;
    }

    private static Optional<String> text(@Nullable Object value) {
        if (value instanceof Long || value instanceof String) {
            return Optional.of(value.toString()).filter(text -> !text.isEmpty());
        }
        if (value == null || value == Edn.NIL) {
            return Optional.empty();
        }
        throw new IllegalArgumentException("a value is neither nil nor a number nor a text");
    }

    @Override
    public RecordedHistory finish() {
        return calls.finish("jepsen", List.of());
    }
}
