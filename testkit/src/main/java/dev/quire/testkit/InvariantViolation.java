package dev.quire.testkit;

/** Something that must hold in every world does not. */
final class InvariantViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvariantViolation(String message) {
        super(message);
    }

    // The annotation that is asked for would be one more dependency of all who use the testkit.
    @SuppressWarnings("AnnotateFormatMethod")
    static void require(boolean holds, String message, Object... values) {
        if (!holds) {
            throw new InvariantViolation(String.format(message, values));
        }
    }
}
