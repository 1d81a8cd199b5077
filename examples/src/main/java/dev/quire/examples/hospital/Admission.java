package dev.quire.examples.hospital;

import dev.quire.gateway.network.PatientDevice;
import dev.quire.health.Id;
import dev.quire.health.client.Patient;
import java.util.ArrayList;
import java.util.List;

/** A patient at a hospital of the demo: the phone, the history, and what of it is published. */
final class Admission {
    private final PatientHistory history;
    private final PatientDevice phone;
    private final int hospital;
    private final List<Id> clinical = new ArrayList<>();
    private int taken;

    /** @param hospital the index of the hospital that writes this patient's records */
    Admission(PatientHistory history, PatientDevice phone, int hospital) {
        this.history = history;
        this.phone = phone;
        this.hospital = hospital;
    }

    String name() {
        return history.name();
    }

    Patient patient() {
        return phone.patient();
    }

    PatientDevice phone() {
        return phone;
    }

    int hospital() {
        return hospital;
    }

    /** The next records of the history, at most {@code limit}. */
    List<FhirRecord> take(int limit) {
        int from = taken;
        taken = Math.min(history.records().size(), from + limit);
        return history.records().subList(from, taken);
    }

    synchronized void published(FhirRecord record, Id rid) {
        if (record.compartment() == Compartment.CLINICAL) {
            clinical.add(rid);
        }
    }

    /** The first clinical records that are on the ledger. */
    synchronized List<Id> clinical(int limit) {
        return List.copyOf(clinical.subList(0, Math.min(limit, clinical.size())));
    }
}
