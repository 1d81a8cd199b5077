package dev.quire.health;

/** Where a credential stands, its time aside. */
public enum CredentialStatus implements Coded {
    ACTIVE(1),
    /** The organisation ended it. */
    REVOKED(2),
    /** An emergency of its holder was not justified. */
    FROZEN(3);

    private final int code;

    CredentialStatus(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}
