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
    PERMITTED(1, "the access is permitted"),
    /**
     * No grant in the named basis lets this reader have these records for this purpose, or a denial forbids it; or there are no
     * such records, which is not told apart.
     */
    NOT_PERMITTED(2, "no permission in force lets this reader have these records for this purpose: ask the patient"),
    /** The grant was revoked or its time is over. */
    ENDED(3, "the permission was revoked, or its time is over: ask the patient for a new one"),
    /** The grant's uses are spent. */
    USED_UP(4, "the uses of this permission are spent: ask the patient for a new one"),
    /** The access names a one-time key that has been used, has small order or is not canonical. */
    MALFORMED(5, "its one-time key was used before, is weak or not canonical: draw a new one");

    private final int code;
    private final String text;

    Decision(int code, String text) {
        this.code = code;
        this.text = text;
    }

    @Override
    public int code() {
        return code;
    }

    public boolean permitted() {
        return this == PERMITTED;
    }

    /** For a person: what was decided and what to do. */
    public String text() {
        return text;
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
