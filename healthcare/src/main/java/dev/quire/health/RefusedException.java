package dev.quire.health;

/** Ends a command that a rule forbids. It never leaves the plugin. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    /** Without a stack trace: a refusal is an outcome like others. */
    RefusedException(Refusal refusal) {
        super(refusal.text(), null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
