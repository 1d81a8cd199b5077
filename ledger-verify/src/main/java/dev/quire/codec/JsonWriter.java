package dev.quire.codec;

import java.util.Map;

/** Writes JSON values without blanks, all but control characters, quotes and backslashes as they are. */
final class JsonWriter {
    private static final int FIRST_PLAIN = 0x20;

    private JsonWriter() {}

    static void write(Json value, StringBuilder out) {
        if (value instanceof Json.Members object) {
            char separator = '{';
            for (Map.Entry<String, Json> member : object.values().entrySet()) {
                quote(member.getKey(), out.append(separator));
                write(member.getValue(), out.append(':'));
                separator = ',';
            }
            out.append(separator == '{' ? "{}" : "}");
        } else if (value instanceof Json.Elements list) {
            char separator = '[';
            for (Json element : list.values()) {
                write(element, out.append(separator));
                separator = ',';
            }
            out.append(separator == '[' ? "[]" : "]");
        } else if (value instanceof Json.Text text) {
            quote(text.value(), out);
        } else if (value instanceof Json.Int number) {
            out.append(number.value());
        } else if (value instanceof Json.Flag flag) {
            out.append(flag.value());
        } else {
            out.append("null");
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < FIRST_PLAIN) {
                out.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
