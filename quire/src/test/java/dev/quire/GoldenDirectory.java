package dev.quire;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;

/**
 * A node's files as some version left them, in an archive: journal segments, head file, state, snapshots, and a receipt. {@link #main}
 * makes one for the version at hand; archives of earlier versions are never made again.
 */
final class GoldenDirectory {
    static final Ed25519Key KEY = Ed25519Key.fromSeed(Bytes.wrap(new byte[32]));

    private static final int BLOCKS = 20;
    private static final String IDS = "ids";
    private static final String RECEIPT = "receipt";

    private GoldenDirectory() {}

    static LedgerNodeBuilder node(Path data) {
        return LedgerNode.builder()
                .dataDir(data)
                .identity(KEY)
                .stateMachine(new CounterStateMachine())
                .storage(StorageSettings.defaults().withReserve(1 << 20).withSnapshots(BLOCKS / 2))
                .consensus(Consensus.single());
    }

    /** Unpacks an archive into an empty directory, which then has {@code data}, the receipt and the ids. */
    static void unpack(InputStream archive, Path directory) throws IOException {
        try (ZipInputStream in = new ZipInputStream(archive)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path file = directory.resolve(entry.getName()).normalize();
                if (!file.startsWith(directory)) {
                    throw new IOException("the archive leaves its directory: " + entry.getName());
                }
                Files.createDirectories(file.getParent());
                Files.copy(in, file);
            }
        }
    }

    /** The ids of all transactions that were committed. */
    static List<String> ids(Path directory) throws IOException {
        return Files.readAllLines(directory.resolve(IDS));
    }

    static Bytes receipt(Path directory) throws IOException {
        return Bytes.wrap(Files.readAllBytes(directory.resolve(RECEIPT)));
    }

    /** How many snapshots are whole. */
    static long snapshots(Path data) throws IOException {
        return FileTree.files(data.resolve("snapshots")).stream()
                .filter(file -> file.toString().endsWith(".manifest"))
                .count();
    }

    /** Writes an archive: the arguments are its name and an empty directory to work in. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[1]);
        Account account = new Account(Ed25519Key.fromSeed(Bytes.wrap(new byte[32])));
        List<String> ids = new ArrayList<>();
        try (LedgerNode node = node(directory.resolve("data")).start()) {
            for (int i = 0; i < BLOCKS; i++) {
                Transaction transaction = account.transaction(node.chainId(), 7, Bytes.EMPTY);
                Bytes receipt = node.submit(transaction).get(60, SECONDS).encoded();
                Files.write(directory.resolve(RECEIPT), receipt.toArray());
                ids.add(transaction.id().toHex());
            }
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> snapshots(directory.resolve("data")) > 0);
        }
        Files.writeString(
                directory.resolve(IDS),
                ids.stream().collect(Collectors.joining("\n", "", "\n")),
                StandardCharsets.UTF_8);
        try (OutputStream out = Files.newOutputStream(Path.of(arguments[0]));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Path file : FileTree.files(directory)) {
                String name = directory.relativize(file).toString();
                if (!name.contains("lock")
                        && !name.contains("LOCK")
                        && !name.contains("LOG")
                        && !name.endsWith("ballast")) {
                    zip.putNextEntry(new ZipEntry(name).setLastModifiedTime(FileTime.fromMillis(0)));
                    Files.copy(file, zip);
                    zip.closeEntry();
                }
            }
        }
    }
}
