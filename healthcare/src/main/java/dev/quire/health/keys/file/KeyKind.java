package dev.quire.health.keys.file;

/** What a key file holds, so that no key is used as another. */
public enum KeyKind {
    /** S, from which all of a patient's keys come. */
    PATIENT_SEED("patient-seed"),
    /** S_dec, which opens and does not sign. */
    PATIENT_RECOVERY("patient-recovery"),
    /** The seed of an Ed25519 key. */
    SIGNING_KEY("signing-key"),
    /** An organisation's or practitioner's X25519 key of one epoch. */
    READING_KEY("reading-key"),
    /** A custodian's X25519 key of one epoch. */
    CUSTODIAN_KEY("custodian-key");

    private final String label;

    KeyKind(String label) {
        this.label = label;
    }

    /** As it stands in the file. */
    String label() {
        return label;
    }
}
