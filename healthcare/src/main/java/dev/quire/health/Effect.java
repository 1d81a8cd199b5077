package dev.quire.health;

/** What a grant does. A denial in force beats every permission. */
public enum Effect implements Coded {
    PERMIT(1),
    DENY(2);

    private final int code;

    Effect(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}
