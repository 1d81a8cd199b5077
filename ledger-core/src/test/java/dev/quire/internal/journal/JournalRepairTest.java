package dev.quire.internal.journal;

import static dev.quire.internal.journal.Samples.IDENTITY;
import static dev.quire.internal.journal.Samples.SMALL;
import static dev.quire.internal.journal.Samples.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.internal.memory.MemoryDisk;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.store.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Copies of a journal, checks of it while it is in use, and blocks that were put back. */
class JournalRepairTest {
    private static final int BLOCKS = 6;
    private static final String SECOND = "journal-0000000002.log";

    private final MemoryDisk disk = new MemoryDisk();

    /** Three blocks a segment: 1 to 3 in the first file, and so on. */
    private Journal journal() throws IOException {
        Journal journal = Journal.open(disk, SMALL, IDENTITY);
        for (int height = 1; height <= BLOCKS; height++) {
            journal.persist(Optional.empty(), List.of(entry(height, 1, 600)), height - 1);
        }
        return journal;
    }

    private void zero(String name, long position, int bytes) throws IOException {
        write(name, position, ByteBuffer.allocate(bytes));
    }

    private void write(String name, long position, ByteBuffer bytes) throws IOException {
        try (DiskFile file = disk.open(name)) {
            file.write(position, bytes);
        }
    }

    private List<Damage> scrub(Journal journal) throws IOException {
        JournalCut cut = journal.cut();
        List<Damage> damages = new ArrayList<>();
        for (JournalCut.Part part : cut.parts()) {
            try (DiskFile file = disk.open(part.file())) {
                damages.addAll(JournalScrub.check(part, file, bytes -> {}));
            }
        }
        return damages;
    }

    @Test
    void blocksPutBackAboveTheReadableEndAreThereAtTheNextStart() throws IOException {
        journal().close();
        zero(SECOND, SegmentHeader.SIZE + 4, 4);
        try (Journal damaged = Journal.open(disk, SMALL, IDENTITY)) {
            assertThat(damaged.recovered().recovering()).isTrue();
            damaged.lostUpTo(BLOCKS);
            // Block 3 was readable, but nothing before the damage calls it committed.
            assertThat(damaged.firstLost(1)).hasValue(3);
            for (int height = BLOCKS; height >= 3; height--) {
                damaged.repair(entry(height, 1, 600));
            }
            damaged.endRecovery();
        }
        try (Journal repaired = Journal.open(disk, SMALL, IDENTITY)) {
            assertThat(repaired.recovered().recovering()).isFalse();
            assertThat(repaired.firstLost(1)).isEmpty();
            assertThat(repaired.load(1, BLOCKS, Integer.MAX_VALUE))
                    .extracting(Entry::height)
                    .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        }
    }

    @Test
    void aDeletedFileIsSettledOnceItsBlocksAreBack() throws IOException {
        journal().close();
        disk.delete("journal-0000000001.log");
        disk.delete(SECOND);
        try (Journal damaged = Journal.open(disk, SMALL, IDENTITY)) {
            damaged.lostUpTo(BLOCKS);
            for (int height = BLOCKS; height >= 1; height--) {
                damaged.repair(entry(height, 1, 600));
            }
            damaged.endRecovery();
        }
        try (Journal repaired = Journal.open(disk, SMALL, IDENTITY)) {
            assertThat(repaired.recovered().recovering()).isFalse();
            assertThat(repaired.firstLost(1)).isEmpty();
            assertThat(repaired.lastHeight()).isEqualTo(BLOCKS);
        }
    }

    @Test
    void aCopyHasWhatWasThereAtTheCutAndNothingLater() throws IOException {
        MemoryDisk copied = new MemoryDisk();
        try (Journal journal = journal()) {
            JournalCut cut = journal.cut();
            journal.persist(Optional.empty(), List.of(entry(BLOCKS + 1, 1, 600)), BLOCKS);
            JournalCopy.write(cut, disk::open, copied, bytes -> {});
        }
        try (Journal copy = Journal.open(copied, SMALL, IDENTITY)) {
            assertThat(copy.recovered().recovering()).isFalse();
            assertThat(copy.recovered().damages()).isEmpty();
            assertThat(copy.lastHeight()).isEqualTo(BLOCKS);
            copy.persist(Optional.empty(), List.of(entry(BLOCKS + 1, 1)), BLOCKS);
            assertThat(copy.block(BLOCKS + 1)).isPresent();
        }
    }

    @Test
    void theScrubFindsWhatCannotBeReadAnyMore() throws IOException {
        try (Journal journal = journal()) {
            assertThat(scrub(journal)).isEmpty();
            write(SECOND, SegmentHeader.SIZE + RecordHeader.SIZE + 100, ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
            assertThat(scrub(journal)).singleElement().satisfies(damage -> {
                assertThat(damage.file()).isEqualTo(SECOND);
                assertThat(damage.height()).hasValue(4);
            });
            zero(SECOND, SegmentHeader.SIZE, RecordHeader.SIZE);
            assertThat(scrub(journal)).singleElement().asString().contains("records are missing here");
            zero(SECOND, 0, 1);
            assertThat(scrub(journal)).singleElement().asString().contains("segment's header");
        }
    }

    @Test
    void theHeadIsCheckedCopyByCopy() throws IOException {
        try (Journal journal = journal()) {
            assertThat(journal.checkHead()).isEmpty();
            zero("head", 100, 8);
            assertThat(journal.checkHead()).hasSize(1);
            // Each write makes one slot anew.
            journal.persist(Optional.empty(), List.of(entry(BLOCKS + 1, 1)), BLOCKS);
            journal.persist(Optional.empty(), List.of(entry(BLOCKS + 2, 1)), BLOCKS);
            assertThat(journal.checkHead()).isEmpty();
        }
    }
}
