package dev.quire.gateway.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Three patients whose plaintext is known, and a scan for it. */
final class PlantedPatients {
    private static final LeakScan.Logins H2 = new LeakScan.Logins("sa", "", Optional.empty());

    static final List<String> FAMILIES = List.of("Okonkwo", "Brzeczyk", "Iñarritu");
    static final List<String> NOTES = List.of(
            "Complains of lancinating pain behind the left knee since Easter.",
            "Was seen stumbling on the quay; denies having had any drink.",
            "Asks that her husband not be told of the second opinion.");

    private final Path plaintext;

    PlantedPatients(Path plaintext) throws IOException {
        this.plaintext = plaintext;
        for (int i = 0; i < FAMILIES.size(); i++) {
            Files.writeString(plaintext.resolve(i + ".json"), bundle(i));
        }
    }

    static String bundle(int patient) {
        return """
                {"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient",
                 "identifier":[{"system":"http://example.org/mrn","value":"MRN-77%d41%d"}],
                 "name":[{"use":"official","family":"%s","given":["Ana"]}],
                 "address":[{"city":"Springfield","postalCode":"0213%d"}],"birthDate":"19%d4-03-1%d"}},
                 {"resource":{"resourceType":"Observation","status":"final","note":[{"text":"%s"}]}}]}
                """.formatted(
                        patient, patient, FAMILIES.get(patient), patient, 5 + patient, patient, NOTES.get(patient));
    }

    static byte[] note(int patient) {
        return NOTES.get(patient).getBytes(StandardCharsets.UTF_8);
    }

    /** What the others know too tells nothing of anybody. */
    static String common() {
        return IntStream.range(0, 50)
                .mapToObj(i -> "\"resourceType\":\"Observation\",\"status\":\"final\" Springfield Ana " + i)
                .toList()
                .toString();
    }

    LeakReport scan(Path... data) throws IOException {
        return scan(new LeakScan.Request(plaintext, List.of(data), List.of(), List.of(), H2));
    }

    LeakReport scanDatabase(String url) throws IOException {
        return scan(new LeakScan.Request(plaintext, List.of(), List.of(url), List.of(), H2));
    }

    LeakReport scanWithBaseline(Path data, Path baseline) throws IOException {
        return scan(new LeakScan.Request(plaintext, List.of(data), List.of(), List.of(baseline), H2));
    }

    private static LeakReport scan(LeakScan.Request request) throws IOException {
        return LeakScan.run(request, (done, of) -> {});
    }
}
