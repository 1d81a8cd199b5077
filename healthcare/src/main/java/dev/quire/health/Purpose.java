package dev.quire.health;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Why a record is read: a subset of HL7's v3 code system ActReason. A purpose that is not here is refused. */
public enum Purpose implements Coded {
    /** Treatment. */
    TREAT(1),
    /** Emergency treatment. */
    ETREAT(2),
    /** Payment for health care. */
    HPAYMT(3),
    /** Operation of the health-care organisation. */
    HOPERAT(4),
    /** Health-care research. */
    HRESCH(5),
    /** Public health. */
    PUBHLTH(6),
    /** The patient asked for it. */
    PATRQT(7);

    private final int code;

    Purpose(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }

    /** At least one. */
    static Set<Purpose> some(Set<Purpose> purposes) {
        if (purposes.isEmpty()) {
            throw new IllegalArgumentException("a grant has at least one purpose");
        }
        return Collections.unmodifiableSet(EnumSet.copyOf(purposes));
    }

    /** uint8, one bit per purpose: 1 << (code - 1). */
    static void write(CanonicalWriter out, Set<Purpose> purposes) {
        out.u8(purposes.stream().mapToInt(purpose -> 1 << (purpose.code - 1)).sum());
    }

    static Set<Purpose> read(CanonicalReader in) throws MalformedException {
        int bits = in.u8();
        if (bits == 0 || bits >= 1 << values().length) {
            throw in.malformed("the purposes " + bits + " are none or unknown");
        }
        Set<Purpose> purposes = EnumSet.noneOf(Purpose.class);
        for (Purpose purpose : values()) {
            if ((bits & 1 << (purpose.code - 1)) != 0) {
                purposes.add(purpose);
            }
        }
        return purposes;
    }
}
