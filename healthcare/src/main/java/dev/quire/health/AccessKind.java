package dev.quire.health;

/** What the reader does with what it reads. */
public enum AccessKind implements Coded {
    /** It is displayed and not kept. */
    VIEW(1),
    /** It is delivered into the reader's own system, which keeps it; only under a grant that says so. */
    DELIVER(2);

    private final int code;

    AccessKind(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}
