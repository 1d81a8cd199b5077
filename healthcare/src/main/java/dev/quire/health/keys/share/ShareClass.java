package dev.quire.health.keys.share;

/** Which factor of a record a share is of. The code is the letter's ASCII byte. */
public enum ShareClass {
    /** Factor B, of every record. */
    B('B'),
    /** Factor A of an essential, which the committee may release in an emergency. */
    E('E');

    private final int code;

    ShareClass(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
