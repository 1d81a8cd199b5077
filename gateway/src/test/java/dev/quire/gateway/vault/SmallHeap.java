package dev.quire.gateway.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.health.vault.BlobName;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process with a heap of 64 MiB, all told, that puts a large blob and gets it again. How large, in MiB, is the system
 * property {@code quire.vault.mebibytes}; the promise is made for 1024.
 */
final class SmallHeap {
    private SmallHeap() {}

    static void run(Path report, String... vault) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeap.class.getName(),
                System.getProperty("quire.vault.mebibytes", "96")));
        command.addAll(List.of(vault));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(report.toFile())
                .start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String printed = Files.readString(report);
        assertThat(process.exitValue()).as(printed).isZero();
        printed.lines().filter(line -> line.startsWith("vault:")).forEach(System.out::println);
    }

    public static void main(String[] arguments) throws IOException {
        long length = Long.parseLong(arguments[0]) << 20;
        BlobName name = Blobs.name(1_000_000);
        try (JdbcBlobVault vault = arguments[1].equals("h2")
                ? JdbcBlobVault.embedded(Path.of(arguments[2]))
                : JdbcBlobVault.postgres(PostgresSettings.of(arguments[2], "postgres", "postgres"))) {
            long start = System.nanoTime();
            try (InputStream content = Blobs.endless(length)) {
                vault.put(name, length, content);
            }
            long put = System.nanoTime();
            MessageDigest digest = Digests.sha256();
            vault.get(name, 0, length, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            long got = System.nanoTime();
            if (!Bytes.wrap(digest.digest())
                    .equals(vault.stat(name).orElseThrow().digest().bytes())) {
                throw new IllegalStateException("other bytes came out than went in");
            }
            vault.delete(name);
            System.out.printf(
                    "vault: %s %s MiB within a heap of %d MiB: put %d ms, get %d ms, delete %d ms%n",
                    arguments[1],
                    arguments[0],
                    Runtime.getRuntime().maxMemory() >> 20,
                    (put - start) / 1_000_000,
                    (got - put) / 1_000_000,
                    (System.nanoTime() - got) / 1_000_000);
        }
    }
}
