package dev.quire.examples.hospital;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** FHIR bundles made for tests: one of two visits that shows every kind of record, and one of any number of visits. */
final class TinyBundle {
    private static final String JSON = """
            {"resourceType":"Bundle","type":"transaction","entry":[
            {"fullUrl":"urn:uuid:p1","resource":{"resourceType":"Patient","id":"p1","name":[{"given":["Ana"],"family":"Example"}]}},
            {"fullUrl":"urn:uuid:e1","resource":{"resourceType":"Encounter","id":"e1"}},
            {"resource":{"resourceType":"Observation","id":"o1","encounter":{"reference":"urn:uuid:e1"}}},
            {"fullUrl":"urn:uuid:e2","resource":{"resourceType":"Encounter","id":"e2"}},
            {"resource":{"resourceType":"Claim","id":"c1","item":[{"encounter":[{"reference":"Encounter/e1"}]}]}},
            {"resource":{"resourceType":"AllergyIntolerance","id":"a1"}},
            {"resource":{"resourceType":"DocumentReference","id":"d1","context":{"encounter":[{"reference":"urn:uuid:e1"}]}}},
            {"resource":{"resourceType":"ImagingStudy","id":"i1","encounter":{"reference":"urn:uuid:e2"}}}
            ]}
            """;

    private TinyBundle() {}

    static Path write(Path directory) throws IOException {
        return Files.writeString(directory.resolve("tiny.json"), JSON);
    }

    /** A patient of this family name with {@code visits} visits, each with one observation. */
    static void write(Path file, String family, int visits) throws IOException {
        StringBuilder entries = new StringBuilder("""
                {"fullUrl":"urn:uuid:p","resource":{"resourceType":"Patient","id":"p","name":[{"given":["Ana"],"family":"%s"}]}}
                """.formatted(family));
        for (int i = 0; i < visits; i++) {
            entries.append("""
                    ,{"fullUrl":"urn:uuid:e%1$d","resource":{"resourceType":"Encounter","id":"e%1$d"}}
                    ,{"resource":{"resourceType":"Observation","id":"o%1$d","encounter":{"reference":"urn:uuid:e%1$d"}}}
                    """.formatted(i));
        }
        Files.writeString(file, "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + entries + "]}");
    }
}
