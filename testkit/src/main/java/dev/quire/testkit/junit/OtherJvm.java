package dev.quire.testkit.junit;

import dev.quire.testkit.PluginUnderTest;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Executes a contract's histories in a child JVM that differs from this one in what machines depend on by mistake.
 *
 * @param test is made anew in the child
 */
record OtherJvm(Class<? extends PluginUnderTest> test) {
    private static final int MOST_STARTS = 60;
    private static final long PATIENCE_SECONDS = 300;
    /** Identity hashes that this JVM does not have, and surroundings that hardly any machine has. */
    private static final List<String> FLAGS = List.of(
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:+UnlockExperimentalVMOptions",
            "-XX:hashCode=0",
            "-XX:ActiveProcessorCount=1",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            "-Dfile.encoding=ISO-8859-1",
            "-Duser.name=somebody-else",
            "-Duser.home=/nowhere",
            "-Duser.timezone=Pacific/Kiritimati");

    /**
     * @throws IOException if there is no place for files, or the child cannot be started
     * @throws InterruptedException if this thread is interrupted while it waits for the child
     */
    Transcript transcript(ContractInput input) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("contract");
        Path in = directory.resolve("input");
        Path out = directory.resolve("transcript");
        Path log = directory.resolve("log");
        try {
            Files.write(in, input.encoded().toArray());
            // The JVM throws dice for the order of Set.of and Map.of, so it is started until they fall differently.
            for (int start = 0; start < MOST_STARTS && !Files.exists(out); start++) {
                run(directory, in, out, log);
            }
            if (!Files.exists(out)) {
                throw new AssertionError(MOST_STARTS + " child JVMs all had this one's order of Set.of(1, 2)");
            }
            return new Transcript(Files.readAllLines(out, StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(in);
            Files.deleteIfExists(out);
            Files.deleteIfExists(log);
            Files.delete(directory);
        }
    }

    /** The child's working directory is another. */
    private static String absolute(String classpath) {
        return Arrays.stream(classpath.split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void run(Path directory, Path in, Path out, Path log) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                OtherJdk.home(test).resolve("bin").resolve("java").toString());
        builder.command().addAll(FLAGS);
        builder.command()
                .addAll(List.of(
                        "-cp",
                        absolute(System.getProperty("java.class.path")),
                        ContractChild.class.getName(),
                        test.getName(),
                        in.toString(),
                        out.toString(),
                        String.valueOf(ContractChild.firstOfTwo())));
        builder.directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        Process child =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            boolean ended = child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!ended || child.exitValue() != 0) {
                throw new AssertionError("the child JVM "
                        + (ended ? "failed" : "did not come to an end in " + PATIENCE_SECONDS + " s") + ": "
                        + Files.readString(log, StandardCharsets.ISO_8859_1));
            }
        } finally {
            child.destroyForcibly();
        }
    }
}
