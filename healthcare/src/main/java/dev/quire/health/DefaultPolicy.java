package dev.quire.health;

/** What happens where no grant speaks. */
public enum DefaultPolicy implements Coded {
    /** Nothing: not even an emergency opens anything. */
    DENY(1),
    /** An emergency opens the essentials. */
    BREAK_GLASS_ONLY(2);

    private final int code;

    DefaultPolicy(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}
