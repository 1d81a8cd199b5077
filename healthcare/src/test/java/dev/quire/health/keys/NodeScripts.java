package dev.quire.health.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs the scripts of src/test/node under Node, after npm has installed what their lock file names. Without Node, npm or a
 * registry the tests are skipped with the reason; with CI set they fail instead.
 */
final class NodeScripts {
    private static final Path SOURCES = Path.of("src", "test", "node");
    private static final Path FOLDER = Path.of("target", "node");
    private static final long LIMIT_SECONDS = 180;

    private NodeScripts() {}

    static void install() throws IOException, InterruptedException {
        require(runs("node") && runs("npm"), "Node or npm is not installed");
        Files.createDirectories(FOLDER);
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                Files.copy(file, FOLDER.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (!Files.exists(FOLDER.resolve("node_modules"))) {
            Answer answer = run("", "npm", "ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund");
            require(answer.status() == 0, "npm could not install @hpke/core: " + answer.errors());
        }
    }

    /** What the script printed. */
    static String run(String script, String input, Path... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of("node", script),
                        Stream.of(arguments).map(path -> path.toAbsolutePath().toString()))
                .toList();
        Answer answer = run(input, command.toArray(String[]::new));
        assertThat(answer.status()).as(answer.errors()).isZero();
        return answer.output();
    }

    private static void require(boolean present, String reason) {
        if (!present && System.getenv("CI") != null) {
            throw new AssertionError(reason);
        }
        if (!present) {
            System.out.println("skipped: " + reason);
        }
        assumeTrue(present, reason);
    }

    private static boolean runs(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private record Answer(int status, String output, String errors) {}

    private static Answer run(String input, String... command) throws IOException, InterruptedException {
        File output = Files.createTempFile("node", ".out").toFile();
        File errors = Files.createTempFile("node", ".err").toFile();
        try {
            Process process = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectOutput(output)
                    .redirectError(errors)
                    .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + " did not end within three minutes");
            }
            return new Answer(
                    process.exitValue(), Files.readString(output.toPath()), Files.readString(errors.toPath()));
        } finally {
            Files.delete(output.toPath());
            Files.delete(errors.toPath());
        }
    }
}
