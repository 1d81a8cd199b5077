package dev.quire.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a text of JSON from left to right, in the one way in which it can be read. Whoever gives it bounds its length. */
final class JsonReader {
    /** The most objects and lists inside each other. */
    static final int MAX_DEPTH = 64;

    /** Stands for the end of the text; no JSON begins with it. */
    private static final char END = '\0';

    private static final int HEX = 16;
    private static final int FIRST_PLAIN = 0x20;
    private static final String ESCAPED = "\"\\/bfnrt";
    private static final String MEANT = "\"\\/\b\f\n\r\t";

    private final String text;
    private int next;

    JsonReader(String text) {
        this.text = text;
    }

    Json whole() throws MalformedException {
        Json value = value(0);
        if (peek() != END || next < text.length()) {
            throw malformed("something follows the end");
        }
        return value;
    }

    private Json value(int depth) throws MalformedException {
        if (depth > MAX_DEPTH) {
            throw malformed("there are more than " + MAX_DEPTH + " levels");
        }
        char first = peek();
        if (first == '{') {
            return object(depth);
        } else if (first == '[') {
            return list(depth);
        } else if (first == '"') {
            return new Json.Text(quoted());
        } else if (first == '-' || isDigit(first)) {
            return number();
        }
        return word();
    }

    private Json object(int depth) throws MalformedException {
        Map<String, Json> values = new LinkedHashMap<>();
        next++;
        while (!endsWith('}', values.isEmpty())) {
            if (peek() != '"') {
                throw malformed("a name is expected");
            }
            String name = quoted();
            expect(':');
            if (values.put(name, value(depth + 1)) != null) {
                throw malformed("the name " + name + " stands there twice");
            }
        }
        return new Json.Members(values);
    }

    private Json list(int depth) throws MalformedException {
        List<Json> values = new ArrayList<>();
        next++;
        while (!endsWith(']', values.isEmpty())) {
            values.add(value(depth + 1));
        }
        return new Json.Elements(values);
    }

    /** Takes the end, or the comma that must stand between two parts. */
    private boolean endsWith(char end, boolean first) throws MalformedException {
        if (peek() == end) {
            next++;
            return true;
        }
        if (!first) {
            expect(',');
        }
        return false;
    }

    private Json number() throws MalformedException {
        int start = next;
        next += text.charAt(next) == '-' ? 1 : 0;
        int digits = next;
        while (next < text.length() && isDigit(text.charAt(next))) {
            next++;
        }
        boolean leadingZero = next - digits > 1 && text.charAt(digits) == '0';
        boolean fraction = next < text.length() && ".eE".indexOf(text.charAt(next)) >= 0;
        if (next == digits || leadingZero || fraction) {
            throw malformed("a number is no integer");
        }
        try {
            return new Json.Int(Long.parseLong(text.substring(start, next)));
        } catch (NumberFormatException e) {
            throw new MalformedException("JSON: a number has more than 64 bits (at character " + start + ")", e);
        }
    }

    private Json word() throws MalformedException {
        if (takes("true")) {
            return new Json.Flag(true);
        } else if (takes("false")) {
            return new Json.Flag(false);
        } else if (takes("null")) {
            return new Json.Null();
        }
        throw malformed("a value is expected");
    }

    private boolean takes(String word) {
        boolean found = text.startsWith(word, next);
        next += found ? word.length() : 0;
        return found;
    }

    private String quoted() throws MalformedException {
        StringBuilder out = new StringBuilder();
        next++;
        while (true) {
            char c = take();
            if (c == '"') {
                return checked(out.toString());
            } else if (c < FIRST_PLAIN) {
                throw malformed("a text has a control character");
            }
            out.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() throws MalformedException {
        char c = take();
        if (c == 'u') {
            int code = 0;
            for (int i = 0; i < 4; i++) {
                char digit = take();
                int value = digit < 128 ? Character.digit(digit, HEX) : -1;
                if (value < 0) {
                    throw malformed("four hexadecimal digits are expected");
                }
                code = code * HEX + value;
            }
            return (char) code;
        }
        int index = ESCAPED.indexOf(c);
        if (index < 0) {
            throw malformed("there is no such escape");
        }
        return MEANT.charAt(index);
    }

    /** UTF-8 cannot carry half of a surrogate pair, so such a text could not be written again. */
    private String checked(String read) throws MalformedException {
        for (int i = 0; i < read.length(); i++) {
            if (Character.isSurrogate(read.charAt(i))) {
                if (i + 1 == read.length() || !Character.isSurrogatePair(read.charAt(i), read.charAt(i + 1))) {
                    throw malformed("a text has half of a surrogate pair");
                }
                i++;
            }
        }
        return read;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private char peek() {
        while (next < text.length() && " \t\n\r".indexOf(text.charAt(next)) >= 0) {
            next++;
        }
        return next < text.length() ? text.charAt(next) : END;
    }

    private char take() throws MalformedException {
        if (next == text.length()) {
            throw malformed("the text ends inside of a value");
        }
        return text.charAt(next++);
    }

    private void expect(char wanted) throws MalformedException {
        if (peek() != wanted) {
            throw malformed("'" + wanted + "' is expected");
        }
        next++;
    }

    private MalformedException malformed(String why) {
        return new MalformedException("JSON: " + why + " (at character " + next + " of " + text.length() + ")");
    }
}
