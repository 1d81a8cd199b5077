package dev.quire.examples.hospital;

import dev.quire.codec.Bytes;
import dev.quire.health.RecordKind;

/**
 * One record: the FHIR resources of one visit in one compartment, or a single resource.
 *
 * @param source what it was made from, unique within a history; never leaves the hospital
 * @param json a FHIR bundle of type {@code collection}, UTF-8
 * @param resources how many resources it holds
 */
record FhirRecord(String source, RecordKind kind, Compartment compartment, Bytes json, int resources) {}
