package dev.quire.health;

/** Why a record is read: a subset of HL7's v3 code system ActReason. A purpose that is not here is refused. */
public enum Purpose implements Coded {
    /** Treatment. */
    TREAT(1),
    /** Emergency treatment. */
    ETREAT(2),
    /** Payment for health care. */
    HPAYMT(3),
    /** Operation of the health-care organisation. */
    HOPERAT(4),
    /** Health-care research. */
    HRESCH(5),
    /** Public health. */
    PUBHLTH(6),
    /** The patient asked for it. */
    PATRQT(7);

    private final int code;

    Purpose(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }

    /** The purpose's bit in a set of purposes. */
    int bit() {
        return 1 << (code - 1);
    }
}
