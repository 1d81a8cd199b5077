package dev.quire.health;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What a person, or a system that acts for people, does at an organisation. */
public enum Role implements Coded {
    /** Works in the emergency department: may break the glass. */
    EMERGENCY(1),
    /** Is responsible for patients: may break the glass. */
    ATTENDING(2),
    NURSE(3),
    SPECIALIST(4),
    PHARMACIST(5),
    ADMINISTRATION(6),
    RESEARCH(7),
    /** Reviews emergencies. */
    PRIVACY_OFFICER(8),
    /** Not a person: takes records over by itself. */
    SYSTEM(9);

    private final int code;

    Role(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }

    /** At least one. */
    static Set<Role> some(Set<Role> roles) {
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("a credential has at least one role");
        }
        return Collections.unmodifiableSet(EnumSet.copyOf(roles));
    }

    /** uint16, one bit per role: 1 << (code - 1). */
    static void write(CanonicalWriter out, Set<Role> roles) {
        out.u16(roles.stream().mapToInt(role -> 1 << (role.code - 1)).sum());
    }

    static Set<Role> read(CanonicalReader in) throws MalformedException {
        int bits = in.u16();
        if (bits == 0 || bits >= 1 << values().length) {
            throw in.malformed("the roles " + bits + " are none or unknown");
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (Role role : values()) {
            if ((bits & 1 << (role.code - 1)) != 0) {
                roles.add(role);
            }
        }
        return roles;
    }
}
