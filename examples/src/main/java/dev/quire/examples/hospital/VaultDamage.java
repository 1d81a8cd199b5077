package dev.quire.examples.hospital;

import dev.quire.health.Id;
import dev.quire.health.RecordEntry;
import dev.quire.health.member.MemberServices;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobVault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One byte of a record's sealed file, in one of the two vaults that have it. Used by one thread. */
final class VaultDamage {
    private static final int KNOWN_BYTES = 64;

    private final DemoNetwork network;
    private final BlobName name;
    private final Id holder;
    private final Id other;

    VaultDamage(DemoNetwork network, RecordEntry record) {
        this.network = network;
        this.name = new BlobName.OfRecord(record.rid(), BlobName.Part.CONTENT);
        // The one that readers ask first.
        this.holder = record.terms().vaults().get(0);
        this.other = record.terms().vaults().get(1);
    }

    /** In whose vault it is. */
    Id holder() {
        return holder;
    }

    private MemberServices services() {
        return network.desk(network.indexOf(holder)).services();
    }

    /** Changes the byte in the database's file, while the hospital's process is down. */
    void flipOneByte() throws IOException, InterruptedException {
        byte[] known = someBytes();
        network.stop(network.indexOf(holder));
        int places = 0;
        for (Path file : vaultFiles()) {
            byte[] content = Files.readAllBytes(file);
            for (int at = indexOf(content, known, 0); at >= 0; at = indexOf(content, known, at + 1)) {
                content[at] ^= 1;
                places++;
            }
            Files.write(file, content);
        }
        network.start();
        Steps.require(places > 0, "the record's sealed bytes are not in the files of the vault");
    }

    private byte[] someBytes() throws IOException {
        BlobVault vault = services().of(holder).vault();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        vault.get(name, 0, KNOWN_BYTES, bytes);
        return bytes.toByteArray();
    }

    private List<Path> vaultFiles() throws IOException {
        return databasesUnder(network.nodeDirectory(network.indexOf(holder)).resolve("data"));
    }

    /** A file beside them may go meanwhile, as a table does that was merged into others. */
    static List<Path> databasesUnder(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".mv.db")) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        return files;
    }

    private static int indexOf(byte[] content, byte[] known, int from) {
        for (int at = from; at <= content.length - known.length; at++) {
            if (Arrays.equals(content, at, at + known.length, known, 0, known.length)) {
                return at;
            }
        }
        return -1;
    }

    /** The hospital takes the other's copy for its own; whether that one is right, every reader sees. */
    String mend() throws IOException {
        BlobVault own = services().of(holder).vault();
        BlobVault copy = services().of(other).vault();
        long length = copy.stat(name)
                .orElseThrow(() -> new IOException(network.nameOf(other) + " has no copy"))
                .length();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        copy.get(name, 0, length, bytes);
        own.delete(name);
        own.put(name, length, new ByteArrayInputStream(bytes.toByteArray()));
        return network.nameOf(holder) + " took the copy of " + network.nameOf(other)
                + " for its own; the next read finds nothing wrong.";
    }
}
