package dev.quire.examples.hospital;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quire.health.RecordKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleSplitterTest {
    @TempDir
    private Path directory;

    @Test
    void visitsAndCompartmentsMakeRecords() throws IOException {
        PatientHistory history = new BundleSplitter().split(TinyBundle.write(directory));
        assertThat(history.name()).isEqualTo("Ana Example");
        assertThat(history.resources()).isEqualTo(8);
        assertThat(history.records())
                .extracting(FhirRecord::source, FhirRecord::compartment, FhirRecord::kind, FhirRecord::resources)
                .containsExactly(
                        tuple("identity", Compartment.IDENTITY, RecordKind.ENTRY, 1),
                        tuple("visit/e1/CLINICAL", Compartment.CLINICAL, RecordKind.ENTRY, 2),
                        tuple("visit/e2/CLINICAL", Compartment.CLINICAL, RecordKind.ENTRY, 1),
                        tuple("visit/e1/BILLING", Compartment.BILLING, RecordKind.ENTRY, 1),
                        tuple("AllergyIntolerance/a1", Compartment.CLINICAL, RecordKind.ENTRY, 1),
                        tuple("DocumentReference/d1", Compartment.CLINICAL, RecordKind.DOCUMENT, 1),
                        tuple("ImagingStudy/i1", Compartment.CLINICAL, RecordKind.MEDIA, 1));
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("x.json"), "{\"resourceType\":\"Patient\"}");
        assertThatThrownBy(() -> new BundleSplitter().split(file)).hasMessageContaining("not a FHIR bundle");
    }

    @Test
    void nothingOfARealHistoryIsLost() throws IOException {
        Path data = Path.of(System.getProperty("quire.shared", "../../shared"), "data/healthcare/synthea-r4");
        if (!Files.isDirectory(data)) {
            System.out.println("skipped: the Synthea bundles of the shared data are not there");
        }
        assumeTrue(Files.isDirectory(data), "no shared data");
        ObjectMapper json = new ObjectMapper();
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.toList()) {
                PatientHistory history = new BundleSplitter().split(file);
                Set<String> split = new TreeSet<>();
                for (FhirRecord record : history.records()) {
                    collect(json.readTree(record.json().toArray()), split);
                }
                Set<String> whole = new TreeSet<>();
                collect(json.readTree(file.toFile()), whole);
                assertThat(split).isEqualTo(whole).hasSizeGreaterThan(50);
                assertThat(history.records()).extracting(FhirRecord::source).doesNotHaveDuplicates();
            }
        }
    }

    private static void collect(JsonNode bundle, Set<String> resources) {
        bundle.path("entry")
                .forEach(entry -> resources.add(entry.path("resource").toString()));
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(List.of(values).toArray());
    }
}
