package dev.quire.testkit.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Puts calls and outcomes together to operations. */
final class OpenCalls {
    private static final int MAX_OPERATIONS = 1_000_000;

    /**
     * @param who called; one at a time
     * @param line of the call
     * @param action as far as the call tells; null: it only learns something
     */
    record Call(
            String who,
            long line,
            long time,
            String key,
            @Nullable Action action) {}

    private final Map<String, Call> open = new LinkedHashMap<>();
    private final List<Operation> operations = new ArrayList<>();
    private int leftOut;

    void call(Call call) throws UnreadableHistoryException {
        if (operations.size() + open.size() >= MAX_OPERATIONS) {
            throw UnreadableHistoryException.at(
                    call.line, "the history has more than " + MAX_OPERATIONS + " operations");
        }
        Call before = open.putIfAbsent(call.who, call);
        if (before != null) {
            throw UnreadableHistoryException.at(
                    call.line, call.who + " calls again before the outcome of its call of line " + before.line);
        }
    }

    /** The call whose outcome is on this line. */
    Call close(String who, long line, long time) throws UnreadableHistoryException {
        Call call = open.remove(who);
        if (call == null) {
            throw UnreadableHistoryException.at(line, "an outcome for " + who + ", which has called nothing");
        }
        if (time < call.time) {
            throw UnreadableHistoryException.at(
                    line, "an outcome at " + time + ", before its call of line " + call.line + " at " + call.time);
        }
        return call;
    }

    void happened(Call call, Action action, long line, long time) {
        String name = call.who + ", lines " + call.line + " and " + line;
        operations.add(new Operation(name, call.key, action, call.time, OptionalLong.of(time)));
    }

    void mayHappen(Call call) {
        if (call.action == null) {
            leftOut++;
        } else {
            String name = call.who + ", line " + call.line;
            operations.add(new Operation(name, call.key, call.action, call.time, OptionalLong.empty()));
        }
    }

    /** It had no effect, or nothing is promised of it. */
    void leaveOut() {
        leftOut++;
    }

    RecordedHistory finish(String format, List<String> committedTwice) {
        open.values().forEach(this::mayHappen);
        open.clear();
        return new RecordedHistory(format, List.copyOf(operations), leftOut, committedTwice);
    }
}
