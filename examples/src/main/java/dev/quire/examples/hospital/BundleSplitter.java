package dev.quire.examples.hospital;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.codec.Bytes;
import dev.quire.health.RecordKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Splits a patient's FHIR R4 bundle into records: what belongs to one visit and one compartment stays together. */
final class BundleSplitter {
    private static final long MAX_BUNDLE_BYTES = 256L * 1024 * 1024;
    private static final Set<String> IDENTITY =
            Set.of("Patient", "Practitioner", "PractitionerRole", "Organization", "Location", "Coverage");
    private static final Set<String> BILLING = Set.of("Claim", "ClaimResponse", "ExplanationOfBenefit");
    private static final Set<String> DOCUMENTS = Set.of("DocumentReference", "Composition");
    private static final Set<String> MEDIA = Set.of("Media", "ImagingStudy");

    private final ObjectMapper json = new ObjectMapper();

    /** What a record is made from: its place in the history and its resources. */
    private record Part(RecordKind kind, Compartment compartment, ArrayNode entries) {}

    /** @throws IOException if the file cannot be read, is too large or is not a FHIR bundle */
    PatientHistory split(Path bundleFile) throws IOException {
        if (Files.size(bundleFile) > MAX_BUNDLE_BYTES) {
            throw new IOException(bundleFile.getFileName() + " is larger than 256 MiB");
        }
        JsonNode bundle = json.readTree(bundleFile.toFile());
        if (!bundle.path("resourceType").asText().equals("Bundle")) {
            throw new IOException(bundleFile.getFileName() + " is not a FHIR bundle");
        }
        return split(bundle);
    }

    private PatientHistory split(JsonNode bundle) throws IOException {
        String name = "unknown";
        Map<String, Part> parts = new LinkedHashMap<>();
        for (JsonNode entry : bundle.path("entry")) {
            JsonNode resource = entry.path("resource");
            String type = resource.path("resourceType").asText();
            if (type.isEmpty()) {
                throw new IOException("an entry of the bundle has no resource");
            }
            if (type.equals("Patient")) {
                name = nameOf(resource);
            }
            RecordKind kind = kindOf(type);
            Compartment compartment = compartmentOf(type);
            parts.computeIfAbsent(
                            sourceOf(kind, compartment, type, resource),
                            source -> new Part(kind, compartment, json.createArrayNode()))
                    .entries()
                    .add(kept(entry, resource));
        }
        List<FhirRecord> records = new ArrayList<>(parts.size());
        for (Map.Entry<String, Part> part : parts.entrySet()) {
            records.add(record(part.getKey(), part.getValue()));
        }
        return new PatientHistory(name, records);
    }

    private FhirRecord record(String source, Part part) throws IOException {
        ObjectNode collection = json.createObjectNode();
        collection.put("resourceType", "Bundle").put("type", "collection").set("entry", part.entries());
        return new FhirRecord(
                source,
                part.kind(),
                part.compartment(),
                Bytes.wrap(json.writeValueAsBytes(collection)),
                part.entries().size());
    }

    private ObjectNode kept(JsonNode entry, JsonNode resource) {
        ObjectNode kept = json.createObjectNode();
        if (entry.hasNonNull("fullUrl")) {
            kept.set("fullUrl", entry.get("fullUrl"));
        }
        kept.set("resource", resource);
        return kept;
    }

    private static String sourceOf(RecordKind kind, Compartment compartment, String type, JsonNode resource) {
        String own = type + "/" + resource.path("id").asText();
        if (kind != RecordKind.ENTRY) {
            return own;
        }
        if (compartment == Compartment.IDENTITY) {
            return "identity";
        }
        String visit = type.equals("Encounter") ? resource.path("id").asText() : visitOf(resource);
        return visit.isEmpty() ? own : "visit/" + visit + "/" + compartment;
    }

    /** The id of the encounter that the resource refers to; empty if there is none. */
    private static String visitOf(JsonNode resource) {
        JsonNode reference = resource.path("encounter").path("reference");
        if (reference.isMissingNode()) {
            reference = resource.path("context").path("encounter").path(0).path("reference");
        }
        if (reference.isMissingNode()) {
            reference = resource.path("item").path(0).path("encounter").path(0).path("reference");
        }
        String text = reference.asText();
        return text.substring(Math.max(text.lastIndexOf('/'), text.lastIndexOf(':')) + 1);
    }

    private static RecordKind kindOf(String type) {
        if (DOCUMENTS.contains(type)) {
            return RecordKind.DOCUMENT;
        }
        return MEDIA.contains(type) ? RecordKind.MEDIA : RecordKind.ENTRY;
    }

    private static Compartment compartmentOf(String type) {
        if (IDENTITY.contains(type)) {
            return Compartment.IDENTITY;
        }
        return BILLING.contains(type) ? Compartment.BILLING : Compartment.CLINICAL;
    }

    private static String nameOf(JsonNode patient) {
        JsonNode name = patient.path("name").path(0);
        return (name.path("given").path(0).asText() + " " + name.path("family").asText()).strip();
    }
}
