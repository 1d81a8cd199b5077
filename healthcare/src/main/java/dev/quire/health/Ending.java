package dev.quire.health;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;

/** How a grant ended before its time, and where. */
public record Ending(Reason reason, Position at) {
    /** Who ended it. */
    public enum Reason implements Coded {
        /** The patient. */
        REVOKED(1),
        /** The grantee: the visit was over. */
        DISCHARGED(2);

        private final int code;

        Reason(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    static Ending read(CanonicalReader in) throws MalformedException {
        return new Ending(Coded.read(in, "reason of an ending", Reason.values()), Position.read(in));
    }

    void write(CanonicalWriter out) {
        at.write(out.u8(reason.code()));
    }
}
