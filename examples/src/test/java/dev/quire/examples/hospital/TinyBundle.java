package dev.quire.examples.hospital;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A FHIR bundle of two visits, made for tests. */
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
}
