package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same seed does the same things at the same times: in a second run, and on another JDK. */
class TraceTest {
    private static final int OTHER_JDK = Runtime.version().feature() == 17 ? 25 : 17;
    private static final long PATIENCE_MINUTES = 10;

    @TempDir
    private Path directory;

    @Test
    void sameSeedLeavesTheSameTrace() {
        assertThat(TraceHashes.of(1, 10)).isEqualTo(TraceHashes.of(1, 10));
    }

    @Test
    void sameSeedLeavesTheSameTraceOnTheOtherJdk() throws IOException, InterruptedException {
        Optional<Path> java = otherJava();
        assumeThat(java)
                .as(
                        "no JDK %d beside this one and none named by QUIRE_JDK%d: the traces are not compared",
                        OTHER_JDK, OTHER_JDK)
                .isPresent();
        Path hashes = directory.resolve("hashes");
        Process other = new ProcessBuilder(
                        java.orElseThrow().toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        TraceHashes.class.getName())
                .redirectOutput(hashes.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            List<String> own = TraceHashes.ofAll();
            assertThat(other.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
            assertThat(other.exitValue()).isZero();
            assertThat(Files.readAllLines(hashes))
                    .hasSize(TraceHashes.SEEDS + TraceHashes.SCENARIOS)
                    .isEqualTo(own);
        } finally {
            other.destroyForcibly();
        }
    }

    private static Optional<Path> otherJava() throws IOException {
        String named = System.getenv("QUIRE_JDK" + OTHER_JDK);
        if (named != null) {
            return Optional.of(Path.of(named, "bin", "java"));
        }
        Path own = Path.of(System.getProperty("java.home"));
        try (Stream<Path> beside = Files.list(own.toRealPath().getParent())) {
            return beside.filter(TraceTest::isOther)
                    .map(home -> home.resolve("bin").resolve("java"))
                    .filter(Files::isExecutable)
                    .findFirst();
        }
    }

    private static boolean isOther(Path home) {
        Path release = home.resolve("release");
        try {
            return Files.isRegularFile(release)
                    && Files.readAllLines(release).stream()
                            .anyMatch(line -> line.startsWith("JAVA_VERSION=\"" + OTHER_JDK));
        } catch (IOException e) {
            throw new AssertionError("the file that says which JDK is in " + home + " cannot be read", e);
        }
    }
}
