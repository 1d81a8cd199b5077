package dev.quire.gateway.upkeep;

import dev.quire.health.client.DealOutboxContract;
import dev.quire.health.keys.Sample;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/** A process that keeps one deal after the other, and says so after each, until it is killed. */
final class KilledAuthor {
    private KilledAuthor() {}

    static Process start(Path outbox, Path complaints) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledAuthor.class.getName(),
                        outbox.toString())
                .redirectError(complaints.toFile())
                .start();
    }

    public static void main(String[] arguments) throws IOException {
        FileOutbox outbox = FileOutbox.open(Path.of(arguments[0]), Sample.CHAIN, FileOutbox.USUAL_ROOM);
        try (FileOutputStream signs = new FileOutputStream(FileDescriptor.out)) {
            for (int number = 0; true; number++) {
                outbox.keep(DealOutboxContract.deal(number));
                signs.write('.');
            }
        }
    }
}
