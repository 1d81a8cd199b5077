package dev.quire.examples.hospital;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.receipt.MembersFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;

/**
 * A small checkout with the real script {@code demo}. In Maven's place stands a program that puts there what this build
 * has made, for a build inside of a build would change it under the tests; in Synthea's, which is 200 MB, one that has
 * the patients ready.
 */
final class DemoTree {
    private static final long TIMEOUT_MINUTES = 8;

    private static final String MAVEN = """
            #!/bin/sh
            echo "$*" >>maven.log
            [ -z "$MAVEN_FAILS" ] || exit 1
            case "$*" in
              *build-classpath*) cp tools/classpath examples/target/demo-classpath ;;
              *copy-dependencies*) cp tools/synthea.jar examples/target/synthea-lib/ ;;
            esac
            """;
    private static final String SYNTHEA = """
            import java.nio.file.*;
            public class App {
                public static void main(String[] arguments) throws Exception {
                    String option = "--exporter.baseDirectory=";
                    for (String argument : arguments) {
                        if (argument.startsWith(option)) {
                            Path fhir = Files.createDirectories(Path.of(argument.substring(option.length()), "fhir"));
                            try (var patients = Files.list(Path.of(System.getenv("PATIENTS")))) {
                                for (Path patient : patients.toList()) {
                                    Files.copy(patient, fhir.resolve(patient.getFileName()));
                                    System.out.println("1 -- " + patient.getFileName());
                                }
                            }
                        }
                    }
                }
            }
            """;

    private final Path root;

    /** How a run of the script ended, and what it printed. */
    record Ended(int exitCode, String text) {}

    private DemoTree(Path root) {
        this.root = root;
    }

    /** @param families names of the patients, five for a whole story; each has so many {@code visits} */
    static DemoTree plant(Path root, List<String> families, int visits) throws IOException, URISyntaxException {
        DemoTree tree = new DemoTree(root);
        tree.program("demo", Files.readString(Path.of("..", "demo")));
        tree.program("tools/bin/mvn", MAVEN);
        Files.createDirectories(root.resolve("examples/target/synthea-lib"));
        Files.createDirectories(root.resolve("ledger-verify/target"));
        Files.createDirectories(root.resolve("patients"));
        Files.writeString(root.resolve("tools/classpath"), System.getProperty("java.class.path"));
        for (String family : families) {
            TinyBundle.write(root.resolve("patients").resolve(family + ".json"), family, visits);
        }
        tree.jarOfSynthea();
        tree.jarOfVerifier();
        return tree;
    }

    private void program(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private void jarOfSynthea() throws IOException {
        Path source = Files.writeString(root.resolve("tools/App.java"), SYNTHEA);
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString()))
                .as("exit code of the compiler")
                .isZero();
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(root.resolve("tools/synthea.jar")))) {
            jar.putNextEntry(new JarEntry("App.class"));
            Files.copy(root.resolve("tools/App.class"), jar);
        }
    }

    /** Starts ledger-verify from wherever this build has it: tests also run before anything is packaged. */
    private void jarOfVerifier() throws IOException, URISyntaxException {
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
        Path jar = root.resolve("ledger-verify/target/ledger-verify-0.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream archive = new JarOutputStream(out, manifest)) {
            archive.finish();
        }
    }

    /** What Maven was asked to do, a line a call. */
    List<String> builds() throws IOException {
        return Files.readAllLines(root.resolve("maven.log"));
    }

    /** Lets Maven fail from now on. */
    Ended runWithoutBuild(String... options) throws IOException, InterruptedException {
        return run("yes", options);
    }

    Ended run(String... options) throws IOException, InterruptedException {
        return run("", options);
    }

    private Ended run(String mavenFails, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(root.resolve("demo").toString()));
        command.addAll(List.of(options));
        Path output = root.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().merge("PATH", root.resolve("tools/bin").toString(), (path, tools) -> tools + ":" + path);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("MAVEN_FAILS", mavenFails);
        builder.environment().put("PATIENTS", root.resolve("patients").toString());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES))
                    .as("the demo ends")
                    .isTrue();
        } finally {
            process.destroy(); // The demo ends its hospitals before it ends.
        }
        return new Ended(process.exitValue(), Files.readString(output));
    }
}
