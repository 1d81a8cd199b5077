package dev.quire.examples.hospital;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Generates patients with Synthea (Apache-2.0, Maven Central), an independent program that invents plausible histories.
 * It runs as a process with a class path of its own, since its libraries are older than ours. Equal settings give equal
 * files; a finished run is kept and used again.
 */
final class SyntheaRun {
    private static final int PATIENTS = 5;
    private static final long TIMEOUT_MINUTES = 10;
    /** What a finished run's marker says. */
    static final String SETTINGS = "synthea 3.3.0, 5 patients, seeds 42, 2026-01-01, Massachusetts";

    private final Path libraries;
    private final Path output;

    /**
     * @param libraries the directory with Synthea's jars
     * @param output where the files go
     */
    SyntheaRun(Path libraries, Path output) {
        this.libraries = libraries;
        this.output = output;
    }

    /** The patients' FHIR bundles, in the order of their names. Takes about 20 s the first time. */
    List<Path> bundles(Consumer<String> progress) throws IOException, InterruptedException {
        Path marker = output.resolve("finished");
        if (Files.exists(marker) && Files.readString(marker).equals(SETTINGS)) {
            progress.accept("using the patients of an earlier run (" + output.getFileName() + ")");
            return patientFiles();
        }
        run(progress);
        List<Path> bundles = patientFiles();
        if (bundles.size() < PATIENTS) {
            throw new IOException("Synthea made " + bundles.size() + " patients, not " + PATIENTS
                    + "; its output stands in " + output.resolve("synthea.log"));
        }
        Files.writeString(marker, SETTINGS);
        return bundles;
    }

    private void run(Consumer<String> progress) throws IOException, InterruptedException {
        if (!Files.isDirectory(libraries)) {
            throw new IOException(
                    "Synthea's jars are not in " + libraries + ": start the demo with ./demo, which fetches them");
        }
        OwnerOnly.directory(output); // Invented, but treated as the health data that it stands for.
        Path log = output.resolve("synthea.log");
        progress.accept("Synthea invents " + PATIENTS + " patients (a separate process, about 20 s)");
        Process process = new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                var file = Files.newBufferedWriter(log)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                file.write(line + "\n");
                if (line.matches("\\d+ -- .*")) {
                    progress.accept(line);
                }
            }
        }
        if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("Synthea failed; its output stands in " + log);
        }
    }

    private List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.timezone=UTC",
                "-Xmx1g",
                "-cp",
                libraries + "/*",
                "App",
                "-p",
                Integer.toString(PATIENTS),
                "-s",
                "42",
                "-cs",
                "42",
                "-r",
                "20260101",
                "-e",
                "20260101",
                "--exporter.baseDirectory=" + output,
                "--generate.only_alive_patients=true",
                "Massachusetts");
    }

    /** Synthea also writes bundles about hospitals and practitioners, which are not patients. */
    private List<Path> patientFiles() throws IOException {
        try (Stream<Path> files = Files.list(output.resolve("fhir"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !file.getFileName().toString().matches("(hospital|practitioner)Information.*"))
                    .sorted()
                    .toList();
        }
    }
}
