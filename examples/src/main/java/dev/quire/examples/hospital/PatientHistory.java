package dev.quire.examples.hospital;

import java.util.List;

/**
 * A patient's history, split into records.
 *
 * @param name the patient's, as FHIR has it
 */
record PatientHistory(String name, List<FhirRecord> records) {
    PatientHistory {
        records = List.copyOf(records);
    }

    int resources() {
        return records.stream().mapToInt(FhirRecord::resources).sum();
    }
}
