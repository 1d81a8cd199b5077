package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;

/**
 * What the ledger decided about an access. Refusals are written like permissions, so their reasons are coarse: a finer
 * one would tell a stranger what a patient has agreed with others.
 */
public enum Decision implements Coded {
    PERMITTED(1),
    /** No grant in the named basis lets this reader have these records for this purpose, or a denial forbids it. */
    NOT_PERMITTED(2),
    /** The grant was revoked or its time is over. */
    ENDED(3),
    /** The grant's uses are spent. */
    USED_UP(4),
    /** The access names records that are not the subject's, or a one-time key that has been used. */
    MALFORMED(5);

    private final int code;

    Decision(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }

    public boolean permitted() {
        return this == PERMITTED;
    }

    /** The output of an access transaction. */
    public Bytes encoded() {
        return CanonicalWriter.structure(Tag.DECISION, Tag.VERSION, 3).u8(code).toBytes();
    }

    /** Reads the output of an access transaction. */
    public static Decision decode(Bytes output) throws MalformedException {
        CanonicalReader in = CanonicalReader.structure("decision", output, Tag.DECISION, Tag.VERSION);
        Decision decision = Coded.read(in, "decision", values());
        in.end();
        return decision;
    }
}
