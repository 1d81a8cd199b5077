package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;

/**
 * Who an organisation is.
 *
 * @param name public, 1 to {@link #MAX_NAME_LENGTH} printable ASCII characters
 */
public record MemberProfile(Id orgId, String name, MemberKeys keys) {
    /** The most characters of a name. */
    public static final int MAX_NAME_LENGTH = 64;

    public MemberProfile {
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH || name.chars().anyMatch(c -> c < 0x20 || c > 0x7e)) {
            throw new IllegalArgumentException("a name has 1 to 64 printable ASCII characters");
        }
    }

    MemberProfile with(MemberKeys newKeys) {
        return new MemberProfile(orgId, name, newKeys);
    }

    /** Bytes that are not ASCII become other characters, which the record refuses: no second encoding. */
    static MemberProfile read(CanonicalReader in) throws MalformedException {
        return new MemberProfile(Id.read(in), in.bytes(MAX_NAME_LENGTH).toUtf8(), MemberKeys.read(in));
    }

    void write(CanonicalWriter out) {
        out.fixed(orgId.bytes()).bytes(Bytes.utf8(name));
        keys.write(out);
    }
}
