package dev.quire;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Evidence;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.block.Transaction;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.internal.journal.EvidenceFiles;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.Verification;
import dev.quire.spi.consensus.EngineStatus.Role;
import dev.quire.storage.FileDisk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
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
    private static final int SNAPSHOT_EVERY = 4;
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
            trial(file, "cut at byte " + position, changed -> cut(changed, position));
        }
        report("cut files");
    }

    private static void cut(Path path, long position) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(position);
        }
    }

    /** The running node's own check drops a snapshot of which a file has decayed, and tells of evidence. */
    @Test
    void snapshotsAndEvidenceOfARunningNode() throws Exception {
        Files.move(pristine, stored.data());
        String evidence = keepEvidence();
        StorageSettings scrubbed = SMALL.withSnapshots(SNAPSHOT_EVERY).withScrub(1L << 30, Duration.ofMillis(20));
        try (LedgerNode node = stored.start(scrubbed)) {
            for (int i = 0; i < TRIALS; i++) {
                Path file = fileOfASnapshot(node);
                long position = random.nextLong(Files.size(file));
                if (i % 3 == 0) {
                    StoredNode.flipBit(file, position);
                } else if (i % 3 == 1) {
                    cut(file, position);
                } else {
                    Files.delete(file.resolveSibling(
                            String.valueOf(file.getFileName()).replaceAll("\\.manifest$", "-0000000.chunk")));
                }
                String height = String.valueOf(file.getFileName()).replaceAll("^snapshot-0*|\\D.*$", "");
                await(() -> scrub(node).repaired().stream()
                        .anyMatch(found -> found.file().startsWith("snapshots/snapshot-")
                                && found.height().orElse(0) == Long.parseLong(height)
                                && found.problem().contains("is dropped")));
                assertThat(file).doesNotExist();
            }
            assertThat(scrub(node).findings()).isEmpty();
            StoredNode.flipBit(stored.data().resolve("journal").resolve(evidence), 10);
            await(() -> scrub(node).findings().stream()
                    .anyMatch(found ->
                            found.file().equals(evidence) && found.problem().contains("proves nothing")));
        }
        assertThat(stored.problems()).singleElement().asString().startsWith(evidence);
    }

    private static ScrubStatus scrub(LedgerNode node) {
        return node.storage().orElseThrow().scrub();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(condition);
    }

    private String keepEvidence() throws IOException {
        Signature signature = new Signature(Bytes.wrap(new byte[Signature.SIZE]));
        Vote[] votes = new Vote[2];
        for (int i = 0; i < votes.length; i++) {
            Hash block = Hash.of(Bytes.fromHex("0" + i).concat(Bytes.wrap(new byte[Hash.SIZE - 1])));
            votes[i] = new Vote(VoteKind.PREPARE, Hash.ZERO, Hash.ZERO, 1, 0, block);
        }
        PublicKey liar = stored.directory().nodeId();
        try (FileDisk disk = FileDisk.open(stored.data().resolve("journal"))) {
            return EvidenceFiles.open(disk)
                    .keep(new Evidence.DoubleVote(liar, votes[0], signature, votes[1], signature))
                    .orElseThrow();
        }
    }

    /** Of the newest one, which is taken now. */
    private Path fileOfASnapshot(LedgerNode node) throws Exception {
        Path snapshots = stored.data().resolve("snapshots");
        stored.commit(node, SNAPSHOT_EVERY);
        long height = node.status().appliedHeight() / SNAPSHOT_EVERY * SNAPSHOT_EVERY;
        Path manifest = snapshots.resolve(String.format(Locale.ROOT, "snapshot-%019d.manifest", height));
        await(() -> Files.exists(manifest));
        List<Path> files = FileTree.files(snapshots).stream()
                .filter(file ->
                        String.valueOf(file.getFileName()).contains(String.format(Locale.ROOT, "%019d", height)))
                .toList();
        return files.get(random.nextInt(files.size()));
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
