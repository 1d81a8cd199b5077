package dev.quire.gateway.vault;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/** A process that puts blobs into an H2 vault, and says so after each, until it is killed. */
final class KilledPutter {
    private KilledPutter() {}

    static Process start(Path vault, Path complaints) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledPutter.class.getName(),
                        vault.toString())
                .redirectError(complaints.toFile())
                .start();
    }

    public static void main(String[] arguments) throws IOException {
        try (FileOutputStream signs = new FileOutputStream(FileDescriptor.out)) {
            System.setOut(System.err);
            try (JdbcBlobVault vault = JdbcBlobVault.embedded(Path.of(arguments[0]))) {
                for (int i = 0; true; i++) {
                    Blobs.put(vault, Blobs.name(i), bytes(i));
                    signs.write('.');
                }
            }
        }
    }

    /** Blobs of one, two and three chunks in turns. */
    static byte[] bytes(int number) {
        return Blobs.bytes(1_000 + number % 3 * Chunk.SIZE, number);
    }
}
