package dev.quire.health;

/** Where a record stands. Only an active one can be read. */
public enum RecordStatus implements Coded {
    ACTIVE(1),
    ENTERED_IN_ERROR(2),
    ERASING(3),
    ERASED(4);

    private final int code;

    RecordStatus(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}
