package dev.quire.examples.hospital;

import dev.quire.health.Id;
import java.nio.file.Path;

/**
 * A patient at a hospital of the demo.
 *
 * @param hospital the index of the hospital that writes the patient's records
 * @param bundle the patient's history as Synthea wrote it
 * @param clinical the id of the patient's clinical compartment
 */
record Admission(Patient patient, int hospital, Path bundle, Id clinical) {}
