package dev.quire.health;

/** What the ledger says about the nature of a record: deliberately not more. */
public enum RecordKind implements Coded {
    /** A structured entry of the history, such as one FHIR resource. */
    ENTRY(1),
    /** A text for people, such as a discharge letter. */
    DOCUMENT(2),
    /** An image, a recording or a waveform. */
    MEDIA(3);

    private final int code;

    RecordKind(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}
