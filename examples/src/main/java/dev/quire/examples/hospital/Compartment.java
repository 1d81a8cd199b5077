package dev.quire.examples.hospital;

/** The parts of a history that a patient can permit one by one. On the ledger each is a random-looking id. */
enum Compartment {
    /** Visits, findings, medicines. */
    CLINICAL,
    /** Claims and payments. */
    BILLING,
    /** Who the patient is, and who treats. */
    IDENTITY
}
