package dev.quire.health;

/** Where a subject stands. Only an active one can grant, revoke and read. */
public enum SubjectStatus implements Coded {
    /** The patient has no key yet; records can be written. */
    UNCLAIMED(1),
    /** The patient holds the signing key. */
    ACTIVE(2),
    /** Nothing may be read while a recovery is open. */
    FROZEN(3);

    private final int code;

    SubjectStatus(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}
