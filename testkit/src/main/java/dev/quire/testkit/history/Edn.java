package dev.quire.testkit.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of Clojure's data notation in which histories are written: nil, integers, texts, keywords, vectors and maps.
 * All failures are {@link IllegalArgumentException}s that name the column.
 */
final class Edn {
    /** {@code nil}. */
    static final Object NIL = new Object();

    private static final int MAX_DEPTH = 16;
    private static final String ENDS_WORD = "[]{}\", \t";

    /** {@code :name} */
    record Keyword(String name) {
        @Override
        public String toString() {
            return ":" + name;
        }
    }

    private final String text;
    private int at;

    private Edn(String text) {
        this.text = text;
    }

    /** The values that stand in the text one after the other: {@link #NIL}, Long, String, Keyword, List and Map. */
    static List<Object> parse(String text) {
        return new Edn(text).values('\0', 0);
    }

    private List<Object> values(char end, int depth) {
        List<Object> values = new ArrayList<>();
        skipSpace();
        while (at < text.length() && text.charAt(at) != end) {
            values.add(value(depth));
            skipSpace();
        }
        if (end != '\0' && at++ == text.length()) {
            throw problem("'" + end + "' is missing");
        }
        return values;
    }

    private Object value(int depth) {
        if (depth > MAX_DEPTH) {
            throw problem("too deep");
        }
        return switch (text.charAt(at)) {
            case '[' -> {
                at++;
                yield values(']', depth + 1);
            }
            case '{' -> {
                at++;
                yield map(values('}', depth + 1));
            }
            case '"' -> string();
            default -> word();
        };
    }

    private Map<Object, Object> map(List<Object> entries) {
        Map<Object, Object> map = new LinkedHashMap<>();
        if (entries.size() % 2 != 0) {
            throw problem("a key without a value");
        }
        for (int i = 0; i < entries.size(); i += 2) {
            if (map.put(entries.get(i), entries.get(i + 1)) != null) {
                throw problem("the key " + entries.get(i) + " twice");
            }
        }
        return map;
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            char next = text.charAt(at++);
            string.append(next == '\\' ? escaped() : next);
        }
        if (at++ == text.length()) {
            throw problem("'\"' is missing");
        }
        return string.toString();
    }

    private char escaped() {
        char escaped = at < text.length() ? text.charAt(at++) : '\0';
        return switch (escaped) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case '"', '\\' -> escaped;
            default -> throw problem("an unknown escape");
        };
    }

    private Object word() {
        int start = at;
        while (at < text.length() && ENDS_WORD.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        if (word.equals("nil")) {
            return NIL;
        }
        if (word.startsWith(":") && word.length() > 1) {
            return new Keyword(word.substring(1));
        }
        if (word.matches("-?[0-9]{1,18}")) {
            return Long.valueOf(word);
        }
        throw problem("'" + word + "' is no value");
    }

    private void skipSpace() {
        while (at < text.length() && ", \t".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private IllegalArgumentException problem(String what) {
        return new IllegalArgumentException(what + " (column " + Math.min(at + 1, text.length()) + ")");
    }
}
