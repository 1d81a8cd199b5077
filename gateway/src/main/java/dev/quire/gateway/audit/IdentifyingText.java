package dev.quire.gateway.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The texts that tell who a patient is: names, addresses, numbers and dates of birth, in the Patient resources of FHIR JSON and
 * in the PID and NK1 segments of HL7 v2. Of other kinds of file runs of bytes are looked for alone.
 */
final class IdentifyingText {
    private static final Set<String> FIELDS =
            Set.of("name", "telecom", "address", "identifier", "birthDate", "contact", "maidenName");
    private static final Set<String> CODED =
            Set.of("system", "use", "code", "display", "url", "relationship", "period");
    private static final Pattern DELIMITERS = Pattern.compile("[|^~&]");
    private static final int MAX_LINE = 1 << 20;

    private IdentifyingText() {}

    /** Gives every such text of a file. A file that breaks off gives those before. */
    static void in(Path file, Consumer<String> texts) throws IOException {
        int first;
        try (InputStream in = Files.newInputStream(file)) {
            first = in.read();
        }
        if (first == '{' || first == '[') {
            ofFhir(file, texts);
        } else if (first == 'M' || first == 'F' || first == 'B') {
            ofMessages(file, texts);
        }
    }

    private static void ofFhir(Path file, Consumer<String> texts) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(file.toFile())) {
            int depth = 0;
            int patient = Integer.MAX_VALUE;
            String field = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                    patient = depth < patient ? Integer.MAX_VALUE : patient;
                } else if (token == JsonToken.FIELD_NAME && depth == patient) {
                    field = parser.currentName();
                } else if (token == JsonToken.VALUE_STRING) {
                    String name = String.valueOf(parser.currentName());
                    if (name.equals("resourceType") && parser.getText().equals("Patient")) {
                        patient = depth;
                        field = name;
                    } else if (depth >= patient && FIELDS.contains(field) && !CODED.contains(name)) {
                        texts.accept(parser.getText());
                    }
                }
            }
        } catch (JsonParseException e) {
            // No JSON, or half of it: its runs are looked for all the same.
            return;
        }
    }

    private static void ofMessages(Path file, Consumer<String> texts) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            for (int next = lines.read(); next >= 0; next = lines.read()) {
                if (next == '\r' || next == '\n' || line.length() == MAX_LINE) {
                    ofSegment(line.toString(), texts);
                    line.setLength(0);
                } else {
                    line.append((char) next);
                }
            }
            ofSegment(line.toString(), texts);
        }
    }

    private static void ofSegment(String line, Consumer<String> texts) {
        if (line.startsWith("PID|") || line.startsWith("NK1|")) {
            DELIMITERS.splitAsStream(line).forEach(texts);
        }
    }
}
