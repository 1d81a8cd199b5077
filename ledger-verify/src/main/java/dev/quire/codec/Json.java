package dev.quire.codec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON value (RFC 8259) as far as this project writes it: numbers are 64-bit integers, and no name stands twice in an
 * object. Values are equal if they say the same, whatever the order of names or the blanks in their text. Immutable.
 */
public sealed interface Json {
    /** Names and values, in the order in which they are written. */
    record Members(Map<String, Json> values) implements Json {
        public Members {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    /** A list. */
    record Elements(List<Json> values) implements Json {
        public Elements {
            values = List.copyOf(values);
        }
    }

    /** Characters, with no half of a surrogate pair. */
    record Text(String value) implements Json {}

    /** A number. */
    record Int(long value) implements Json {}

    /** True or false. */
    record Flag(boolean value) implements Json {}

    /** Nothing. */
    record Null() implements Json {}

    /** Puts an object together, name by name. */
    final class Builder {
        private final Map<String, Json> values = new LinkedHashMap<>();

        public Builder put(String name, Json value) {
            values.put(name, value);
            return this;
        }

        public Builder put(String name, String value) {
            return put(name, new Text(value));
        }

        public Builder put(String name, long value) {
            return put(name, new Int(value));
        }

        public Builder put(String name, boolean value) {
            return put(name, new Flag(value));
        }

        public Members build() {
            return new Members(values);
        }
    }

    static Builder object() {
        return new Builder();
    }

    /**
     * Reads one value that makes up the whole text.
     *
     * @throws MalformedException if the text is no JSON, or has a number that is no 64-bit integer, a name twice, half of a
     *     surrogate pair, or more than {@link JsonReader#MAX_DEPTH} levels
     */
    static Json parse(String text) throws MalformedException {
        return new JsonReader(text).whole();
    }

    /** The member of that name of an object; {@link Null} where this is no object or has none. */
    default Json at(String name) {
        return this instanceof Members object ? object.values().getOrDefault(name, new Null()) : new Null();
    }

    /** The values of a list; empty where this is none. */
    default List<Json> elements() {
        return this instanceof Elements list ? list.values() : List.of();
    }

    /** The text. @throws MalformedException if this is none; {@code what} is for the message */
    default String text(String what) throws MalformedException {
        if (this instanceof Text text) {
            return text.value();
        }
        throw new MalformedException(what + " must be a text");
    }

    /** The number. @throws MalformedException if this is none; {@code what} is for the message */
    default long number(String what) throws MalformedException {
        if (this instanceof Int number) {
            return number.value();
        }
        throw new MalformedException(what + " must be an integer");
    }

    /** The value on one line, without blanks. */
    default String write() {
        StringBuilder out = new StringBuilder();
        JsonWriter.write(this, out);
        return out.toString();
    }
}
