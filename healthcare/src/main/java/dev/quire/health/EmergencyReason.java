package dev.quire.health;

/** Why the patient was not asked. */
public enum EmergencyReason implements Coded {
    UNCONSCIOUS(1),
    LIFE_THREATENING(2),
    /** Confused, sedated, or a child alone. */
    CANNOT_CONSENT(3);

    private final int code;

    EmergencyReason(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}
