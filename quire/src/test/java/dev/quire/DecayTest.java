package dev.quire;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Transaction;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.Verification;
import dev.quire.spi.consensus.EngineStatus.Role;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One bit, one cut, one deletion in any file of a stopped node: either the check tells it, or it made no difference; and
 * with a back-up at hand everything that was ever committed comes back. Nothing is lost without a word.
 */
class DecayTest {
    // Some hundreds by hand.
    private static final int DEFAULT_TRIALS = 6;
    private static final int TRIALS = Integer.getInteger("quire.decay.trials", DEFAULT_TRIALS);
    private static final int BLOCKS = 12;
    private static final StorageSettings SMALL = StorageSettings.defaults().withReserve(1 << 20);

    private final Random random = new Random(20_261_123);

    @TempDir
    private Path root;

    private StoredNode stored;
    private Path pristine;
    private Path backup;
    private int told;
    private int harmless;

    @BeforeEach
    void runANode() throws Exception {
        stored = new StoredNode(root.resolve("data"));
        for (int run = 0; run < 2; run++) {
            try (LedgerNode node = stored.start(SMALL.withBackupDir(root.resolve("backups")))) {
                stored.commit(node, BLOCKS / 2);
                backup = BackupTest.backUp(node).directory();
            }
        }
        Files.delete(stored.data().resolve("ballast"));
        pristine = root.resolve("pristine");
        Files.move(stored.data(), pristine);
    }

    @FunctionalInterface
    private interface Decay {
        void happensTo(Path file) throws IOException;
    }

    private void trial(Path file, String what, Decay decay) throws Exception {
        FileTree.delete(stored.data());
        for (Path directory : List.of(pristine.resolve("journal"), pristine.resolve("state"))) {
            FileTree.copy(
                    FileTree.files(directory), stored.data().resolve(pristine.relativize(directory)), bytes -> {});
        }
        decay.happensTo(stored.data().resolve(pristine.relativize(file)));
        String trial = pristine.relativize(file) + ": " + what;
        if (stored.problems().isEmpty()) {
            harmless++;
        } else {
            told++;
            NodeDirectory node = stored.directory();
            try (StoredBlocks blocks = StoredBlocks.ofBackup(backup, node.genesis(), node.plugins())) {
                assertThat(new Repair(node).run(blocks, (done, of) -> {}).left())
                        .as(trial)
                        .isEmpty();
            }
        }
        checkThatNothingIsLost(trial);
    }

    private void checkThatNothingIsLost(String trial) throws Exception {
        try (LedgerNode node = stored.start(SMALL)) {
            assertThat(node.status().engine().role()).as(trial).isNotEqualTo(Role.RECOVERING);
            Transaction last = stored.committed().get(stored.committed().size() - 1);
            // Its block is committed again when the node has made itself leader: handed in again it is waited for.
            node.submit(last).get(60, SECONDS);
            for (Transaction transaction : stored.committed()) {
                Receipt receipt =
                        node.receipt(transaction.id()).get(60, SECONDS).orElseThrow();
                assertThat(receipt.verify(node.members())).as(trial).isInstanceOf(Verification.Valid.class);
            }
        }
        assertThat(stored.problems()).as(trial).isEmpty();
    }

    private Path anyFile() throws IOException {
        List<Path> files = dataFiles();
        return files.get(random.nextInt(files.size()));
    }

    private List<Path> dataFiles() throws IOException {
        return FileTree.files(pristine).stream()
                .filter(file -> !String.valueOf(file.getFileName())
                        .toLowerCase(Locale.ROOT)
                        .startsWith("lock"))
                .toList();
    }

    /** Of a segment, the part that is written. */
    private long anyPosition(Path file) throws IOException {
        long size = Files.size(file);
        if (file.toString().endsWith(".log") && file.getParent().endsWith("journal")) {
            byte[] bytes = Files.readAllBytes(file);
            while (size > 1 && bytes[(int) size - 1] == 0) {
                size--;
            }
        }
        return size == 0 ? 0 : random.nextLong(size);
    }

    private void report(String what) {
        System.out.println(what + ": " + told + " told and repaired, " + harmless + " without effect, 0 lost");
    }

    @Test
    void aFlippedBit() throws Exception {
        for (int i = 0; i < TRIALS; i++) {
            Path file = i % 3 == 0 ? pristine.resolve("journal/journal-0000000001.log") : anyFile();
            long position = anyPosition(file);
            if (Files.size(file) > 0) {
                trial(file, "bit at byte " + position, changed -> StoredNode.flipBit(changed, position));
            }
        }
        report("flipped bits");
    }

    @Test
    void aFileThatEndsEarly() throws Exception {
        for (int i = 0; i < TRIALS; i++) {
            Path file = anyFile();
            long position = anyPosition(file);
            trial(file, "cut at byte " + position, changed -> {
                try (RandomAccessFile cut = new RandomAccessFile(changed.toFile(), "rw")) {
                    cut.setLength(position);
                }
            });
        }
        report("cut files");
    }

    @Test
    void aFileThatIsGone() throws Exception {
        Set<String> kinds = new HashSet<>();
        for (Path file : dataFiles()) {
            if (kinds.add(String.valueOf(file.getFileName()).replaceAll("[0-9]", "")) || TRIALS > DEFAULT_TRIALS) {
                trial(file, "deleted", Files::delete);
            }
        }
        report("deleted files");
    }
}
