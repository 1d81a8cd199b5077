package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.MalformedException;

/**
 * The name of a member, subject, compartment, record, grant or access: 16 bytes. All but a member's are drawn at random
 * by whoever makes the thing, so that an id says nothing about a person.
 */
public record Id(Bytes bytes) implements Comparable<Id> {
    /** Bytes in an id. */
    public static final int SIZE = 16;

    /** @throws IllegalArgumentException if {@code bytes} are not 16 */
    public Id {
        if (bytes.size() != SIZE) {
            throw new IllegalArgumentException("an id has 16 bytes, not " + bytes.size());
        }
    }

    public static Id fromHex(String hex) {
        return new Id(Bytes.fromHex(hex));
    }

    static Id read(CanonicalReader in) throws MalformedException {
        return new Id(in.fixed(SIZE));
    }

    public String toHex() {
        return bytes.toHex();
    }

    @Override
    public int compareTo(Id other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
