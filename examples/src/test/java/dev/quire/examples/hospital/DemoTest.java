package dev.quire.examples.hospital;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.receipt.MembersFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as {@code ./demo --once} starts it, with all its processes. Patients stand ready: Synthea is fetched by the script. */
class DemoTest {
    /** Enough for a load that goes on when the leader is killed. */
    private static final int VISITS = 80;

    private static final int STEPS = 14;
    private static final long TIMEOUT_MINUTES = 8;

    @TempDir
    private Path directory;

    private record Ended(int exitCode, String text) {}

    @Test
    void everyStepHolds() throws IOException, InterruptedException, URISyntaxException {
        keepPatients(List.of("Abernathy", "Bartholomew", "Castellanos"));
        Ended demo = runOnce();
        assertThat(demo.exitCode()).as(demo.text()).isZero();
        assertThat(demo.text())
                .contains("3 patients with", "kill -9 of process", "ENDED", "Every step held.")
                .doesNotContain("FAILED", "not tried");
        assertThat(demo.text().lines().filter(line -> line.matches(" *\\d+  ok  .*")))
                .hasSize(STEPS);
    }

    @Test
    void aStepThatDoesNotHoldIsNamedAndTheExitCodeIsOne() throws IOException, InterruptedException, URISyntaxException {
        Ended demo = runOnce();
        assertThat(demo.exitCode()).as(demo.text()).isEqualTo(1);
        assertThat(demo.text())
                .containsPattern("1  FAILED .* Patients are invented")
                .contains("Synthea's jars are not in", "start the demo with ./demo", "A step did not hold.")
                .containsPattern("2  not tried .* Three hospitals start")
                .doesNotContain("Every step held.");
    }

    /** Leaves patients as a finished run of Synthea does. */
    private void keepPatients(List<String> families) throws IOException {
        Path fhir = Files.createDirectories(directory.resolve("synthea").resolve("fhir"));
        for (String family : families) {
            TinyBundle.write(fhir.resolve(family + ".json"), family, VISITS);
        }
        Files.writeString(directory.resolve("synthea").resolve("finished"), SyntheaRun.SETTINGS);
    }

    private Ended runOnce() throws IOException, InterruptedException, URISyntaxException {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Demo.class.getName(),
                        directory.resolve("demo-data").toString(),
                        directory.resolve("synthea-lib").toString(),
                        directory.resolve("synthea").toString(),
                        verifier().toString(),
                        "--once")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES))
                    .as("the demo ends")
                    .isTrue();
        } finally {
            process.destroyForcibly(); // The hospitals end with the demo's ends of their pipes.
        }
        return new Ended(process.exitValue(), Files.readString(output));
    }

    /** A jar that starts ledger-verify from wherever this build has it: tests also run before anything is packaged. */
    private Path verifier() throws IOException, URISyntaxException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, "dev.quire.verify.Main");
        attributes.put(
                Attributes.Name.CLASS_PATH,
                MembersFile.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()
                        .toString());
        Path jar = directory.resolve("ledger-verify.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream archive = new JarOutputStream(out, manifest)) {
            archive.finish();
        }
        return jar;
    }
}
