package dev.quire.internal.journal;

import static dev.quire.internal.journal.Samples.IDENTITY;
import static dev.quire.internal.journal.Samples.SMALL;
import static dev.quire.internal.journal.Samples.certificate;
import static dev.quire.internal.journal.Samples.entry;
import static dev.quire.internal.journal.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.Block;
import dev.quire.internal.memory.MemoryDisk;
import dev.quire.spi.consensus.BrokenInvariantException;
import dev.quire.spi.consensus.EngineStart.TermRun;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.HardState;
import dev.quire.spi.store.DiskFile;
import dev.quire.spi.store.StoreCorruptionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a start makes of broken files. */
class JournalDamageTest {
    private static final String FIRST = "journal-0000000001.log";
    private static final String SECOND = "journal-0000000002.log";
    private static final int SECTOR = 512;
    private static final HardState VOTE = new HardState(4, Optional.of(key(5)));

    /** A sector of a file. */
    private record Place(String file, int position) {}

    private MemoryDisk disk = new MemoryDisk();
    private Journal journal;

    @BeforeEach
    void open() throws IOException {
        journal = Journal.open(disk, SMALL, IDENTITY);
    }

    private Recovered reopen() throws IOException {
        journal.close();
        open();
        return journal.recovered();
    }

    private void persist(long committedHeight, Entry... entries) throws IOException {
        journal.persist(Optional.empty(), List.of(entries), committedHeight);
    }

    private List<Entry> all() throws IOException {
        return journal.load(journal.firstHeight(), journal.lastHeight(), Integer.MAX_VALUE);
    }

    /** Three blocks a segment: 1 to 3 in the first file, and so on. */
    private void persistSegments(int blocks) throws IOException {
        for (int height = 1; height <= blocks; height++) {
            persist(height - 1, entry(height, 1, 600));
        }
        assertThat(journal.load(1, 3, Integer.MAX_VALUE)).hasSize(3);
        assertThat(disk.list()).hasSize(1 + (blocks + 2) / 3);
    }

    private void flip(String name, long position) throws IOException {
        flip(disk, name, position, 0);
    }

    private static void flip(MemoryDisk disk, String name, long position, int bit) throws IOException {
        try (DiskFile file = disk.open(name)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(position, one);
            one.put(0, (byte) (one.get(0) ^ (1 << bit)));
            file.write(position, one.flip());
        }
    }

    /** Where the header of the block's record is. */
    private long offset(String name, long height) throws IOException {
        RecordReader reader = new RecordReader(disk.open(name));
        long offset = SegmentHeader.SIZE;
        while (true) {
            RecordHeader header = reader.header(offset).orElseThrow();
            if (header.height() == height) {
                return offset;
            }
            offset += header.stride();
        }
    }

    private Map<String, ByteBuffer> image() throws IOException {
        Map<String, ByteBuffer> image = new TreeMap<>();
        for (String name : disk.list()) {
            try (DiskFile file = disk.open(name)) {
                ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
                file.read(0, bytes);
                image.put(name, bytes.rewind());
            }
        }
        return image;
    }

    private static MemoryDisk restored(Map<String, ByteBuffer> image) throws IOException {
        MemoryDisk copy = new MemoryDisk();
        for (Map.Entry<String, ByteBuffer> file : image.entrySet()) {
            try (DiskFile made = copy.create(file.getKey(), 0)) {
                made.write(0, file.getValue().duplicate());
            }
        }
        return copy;
    }

    @Test
    void flippedBitIsNeverSilentlyWrong() throws IOException {
        journal.persist(Optional.of(VOTE), List.of(entry(1, 1), entry(2, 1, 900), entry(3, 1, 900)), 1);
        journal.certificate(certificate(2));
        persist(2, entry(3, 2), entry(4, 2, 900), entry(5, 2, 900));
        List<Entry> expected = all();
        Map<String, ByteBuffer> image = image();
        int recoveries = 0;
        for (Map.Entry<String, ByteBuffer> file : image.entrySet()) {
            for (int position = 0; position < file.getValue().capacity(); position++) {
                MemoryDisk damaged = restored(image);
                flip(damaged, file.getKey(), position, position % 8);
                Recovered recovered = openedWithoutALie(damaged, expected);
                if (recovered.recovering()) {
                    recoveries++;
                    assertThat(recovered.damages())
                            .first()
                            .satisfies(damage -> assertThat(damage.file()).isEqualTo(file.getKey()));
                }
            }
        }
        assertThat(recoveries).isGreaterThan(4_000);
    }

    /** Nothing but what was written is there, and what is missing is known to be. */
    private static Recovered openedWithoutALie(MemoryDisk damaged, List<Entry> expected) throws IOException {
        return openedWithoutALie(damaged, expected, VOTE);
    }

    private static Recovered openedWithoutALie(MemoryDisk damaged, List<Entry> expected, HardState known)
            throws IOException {
        try (Journal found = Journal.open(damaged, SMALL, IDENTITY)) {
            List<Entry> live = found.load(1, found.lastHeight(), Integer.MAX_VALUE);
            assertThat(expected.subList(0, live.size())).isEqualTo(live);
            assertThat(found.hardState()).isEqualTo(known);
            assertThat(found.recovered().recovering() || live.equals(expected)).isTrue();
            return found.recovered();
        }
    }

    /** As a disk does that writes to the wrong place, or a person who mixes up files: all of it is in itself intact. */
    @Test
    void whatStandsInAnotherPlaceIsNeverSilentlyWrong() throws IOException {
        journal.persist(Optional.of(VOTE), List.of(entry(1, 1)), 0);
        for (int height = 2; height <= 7; height++) {
            persist(height - 1, entry(height, 1, 600));
        }
        List<Entry> expected = all();
        Map<String, ByteBuffer> image = image();
        List<Place> places = new ArrayList<>();
        image.forEach((name, bytes) -> {
            for (int at = 0; at + SECTOR <= bytes.capacity(); at += SECTOR) {
                places.add(new Place(name, at));
            }
        });
        int recoveries = 0;
        for (Place from : places) {
            for (Place to : places) {
                Map<String, ByteBuffer> changed = copies(image);
                copy(image.get(from.file()), from.position(), changed.get(to.file()), to.position(), SECTOR);
                recoveries += openedWithoutALie(restored(changed), expected).recovering() ? 1 : 0;
            }
        }
        assertThat(recoveries).isGreaterThan(places.size());
    }

    private static Map<String, ByteBuffer> copies(Map<String, ByteBuffer> image) {
        Map<String, ByteBuffer> copies = new TreeMap<>();
        image.forEach((name, bytes) -> copies.put(
                name,
                ByteBuffer.allocate(bytes.capacity()).put(bytes.duplicate()).rewind()));
        return copies;
    }

    private static void copy(ByteBuffer source, int from, ByteBuffer target, int to, int bytes) {
        target.put(to, source, from, bytes);
    }

    @Test
    void exchangedFilesAndSlotsAreNeverSilentlyWrong() throws IOException {
        journal.persist(Optional.of(VOTE), List.of(entry(1, 1)), 0);
        for (int height = 2; height <= 9; height++) {
            persist(height - 1, entry(height, 1, 600));
        }
        List<Entry> expected = all();
        Map<String, ByteBuffer> image = image();
        for (String first : image.keySet()) {
            for (String second : image.keySet()) {
                Map<String, ByteBuffer> exchanged = copies(image);
                exchanged.put(first, image.get(second));
                exchanged.put(second, image.get(first));
                boolean headIsLost = !first.equals(second) && (first.equals("head") || second.equals("head"));
                HardState known = headIsLost ? new HardState(0, Optional.empty()) : VOTE;
                assertThat(openedWithoutALie(restored(exchanged), expected, known)
                                .recovering())
                        .as("%s and %s", first, second)
                        .isEqualTo(!first.equals(second));
            }
        }
        int slot = image.get("head").capacity() / 2;
        Map<String, ByteBuffer> exchanged = copies(image);
        copy(image.get("head"), 0, exchanged.get("head"), slot, slot);
        assertThat(openedWithoutALie(restored(exchanged), expected).recovering())
                .as("a slot twice")
                .isTrue();
        copy(image.get("head"), slot, exchanged.get("head"), 0, slot);
        assertThat(openedWithoutALie(restored(exchanged), expected, new HardState(0, Optional.empty()))
                        .recovering())
                .as("slots exchanged")
                .isTrue();
    }

    @Test
    void tornTailBeyondThePromiseIsCutAndNeverComesBack() throws IOException {
        persist(0, entry(1, 1), entry(2, 1));
        ByteBuffer headBefore = image().get("head");
        persist(0, entry(3, 1), entry(4, 1), entry(5, 1));
        // The head was not written, and of the three records the middle one did not arrive whole.
        disk.open("head").write(0, headBefore);
        flip(FIRST, offset(FIRST, 4) + RecordHeader.SIZE);
        Recovered recovered = reopen();
        assertThat(recovered.recovering()).isFalse();
        assertThat(recovered.damages()).isEmpty();
        assertThat(all()).containsExactly(entry(1, 1), entry(2, 1), entry(3, 1));
        persist(0, entry(4, 2));
        reopen();
        assertThat(all()).containsExactly(entry(1, 1), entry(2, 1), entry(3, 1), entry(4, 2));
    }

    @Test
    void segmentsBehindACutAreDeleted() throws IOException {
        persist(0, entry(1, 1));
        ByteBuffer headBefore = image().get("head");
        persist(0, entry(2, 1, 600), entry(3, 1, 600), entry(4, 1, 600), entry(5, 1, 600), entry(6, 1, 600));
        disk.open("head").write(0, headBefore);
        flip(FIRST, offset(FIRST, 2));
        assertThat(reopen().recovering()).isFalse();
        assertThat(disk.list()).containsExactly("head", FIRST);
        assertThat(all()).containsExactly(entry(1, 1));
    }

    /** A peer may ask for it: that must stop nobody. The next start finds the damage, and then the node is recovering. */
    @Test
    void replacedBlockThatDecaysWhileTheNodeRunsIsFoundNoMore() throws IOException {
        persist(0, entry(1, 1, 600));
        persist(0, entry(1, 2, 600));
        Block replaced = entry(1, 1, 600).block();
        assertThat(journal.openBlock(1, replaced.hash())).contains(replaced);
        flip(FIRST, SegmentHeader.SIZE + RecordHeader.SIZE);
        assertThat(journal.openBlock(1, replaced.hash())).isEmpty();
        assertThat(journal.openBlock(1, replaced.hash())).isEmpty();
        assertThat(journal.openBlock(1, entry(1, 2, 600).block().hash())).isPresent();
        persist(0, entry(1, 3, 600));
        assertThat(reopen().recovering()).isTrue();
    }

    @Test
    void damagedBlockIsLocatedAndCanBeRepaired() throws IOException {
        persistSegments(7);
        long offset = offset(FIRST, 2);
        flip(FIRST, offset + RecordHeader.SIZE + 50);
        assertThatThrownBy(() -> journal.block(2))
                .isInstanceOf(StoreCorruptionException.class)
                .hasMessageContaining(FIRST);
        Recovered recovered = reopen();
        assertThat(recovered.recovering()).isTrue();
        assertThat(recovered.damages()).singleElement().satisfies(damage -> {
            assertThat(damage.file()).isEqualTo(FIRST);
            assertThat(damage.offset()).isEqualTo(offset);
            assertThat(damage.recordNumber()).isEqualTo(2);
            assertThat(damage.height()).hasValue(2);
        });
        assertThat(all()).containsExactly(entry(1, 1, 600));
        assertThat(journal.load(3, 7, Integer.MAX_VALUE)).hasSize(5);
        assertThat(journal.firstLost(1)).hasValue(2);
        journal.repair(entry(2, 1, 600));
        assertThat(reopen().recovering())
                .as("until the node says that it has recovered")
                .isTrue();
        assertThat(all()).hasSize(7);
        assertThat(journal.firstLost(1)).isEmpty();
        assertThatThrownBy(() -> journal.repair(entry(2, 1))).isInstanceOf(BrokenInvariantException.class);
    }

    @Test
    void recoveryEndsOnceAndNewDamageBeginsAnother() throws IOException {
        persistSegments(7);
        flip(FIRST, offset(FIRST, 2) + RecordHeader.SIZE);
        reopen();
        journal.repair(entry(2, 1, 600));
        journal.endRecovery();
        Recovered settled = reopen();
        assertThat(settled.recovering()).isFalse();
        assertThat(settled.damages()).hasSize(1);
        flip(SECOND, offset(SECOND, 5) + RecordHeader.SIZE);
        Recovered again = reopen();
        assertThat(again.recovering()).isTrue();
        assertThat(again.damages()).hasSize(2);
        assertThat(journal.firstLost(1)).hasValue(5);
    }

    @Test
    void damageLeavesWithItsSegment() throws IOException {
        persistSegments(12);
        flip(FIRST, offset(FIRST, 2) + RecordHeader.SIZE);
        reopen();
        journal.dropBelow(10);
        assertThat(disk.exists(FIRST)).as("nothing is deleted while recovering").isTrue();
        journal.endRecovery();
        journal.dropBelow(10);
        assertThat(disk.exists(FIRST)).isFalse();
        Recovered recovered = reopen();
        assertThat(recovered.recovering()).isFalse();
        assertThat(recovered.damages()).isEmpty();
    }

    @Test
    void lostHeaderLosesTheRestOfItsSegmentOnly() throws IOException {
        persistSegments(8);
        flip(FIRST, offset(FIRST, 3) + 9);
        Recovered recovered = reopen();
        assertThat(recovered.recovering()).isTrue();
        assertThat(recovered.damages()).hasSize(1);
        assertThat(recovered.committedMark()).isEqualTo(7);
        assertThat(recovered.lastHeight()).isEqualTo(8);
        // When the readable part ends, only block 1 is known to be committed: what was lost may have replaced block 2.
        assertThat(journal.firstLost(1)).hasValue(2);
        assertThat(journal.firstLost(3)).hasValue(3);
        assertThat(journal.firstLost(4)).isEqualTo(OptionalLong.empty());
    }

    @Test
    void missingSegmentIsDamage() throws IOException {
        persistSegments(8);
        journal.close();
        disk.delete(SECOND);
        open();
        assertThat(journal.recovered().recovering()).isTrue();
        assertThat(journal.recovered().damages())
                .first()
                .satisfies(damage -> assertThat(damage.file()).isEqualTo(SECOND));
        assertThat(journal.firstLost(1)).hasValue(3);
        assertThat(journal.firstLost(7)).isEmpty();
        assertThat(journal.block(7)).isPresent();
    }

    @Test
    void journalShortOfItsPromiseGoesOnBehindIt() throws IOException {
        persistSegments(8);
        journal.close();
        disk.delete("journal-0000000003.log");
        open();
        assertThat(journal.recovered().recovering()).isTrue();
        // Only what was known to be committed is believed.
        assertThat(journal.lastHeight()).isEqualTo(5);
        persist(6, entry(6, 2), entry(7, 2));
        Recovered again = reopen();
        assertThat(again.recovering()).isTrue();
        assertThat(again.lastHeight()).isEqualTo(7);
        journal.endRecovery();
        assertThat(reopen().recovering()).isFalse();
        assertThat(all()).hasSize(7).last().isEqualTo(entry(7, 2));
    }

    @Test
    void lostHeadFileCutsNothingAndRecovers() throws IOException {
        persistSegments(4);
        journal.close();
        disk.delete("head");
        flip(SECOND, offset(SECOND, 4) + RecordHeader.SIZE);
        open();
        assertThat(journal.recovered().recovering()).isTrue();
        assertThat(journal.recovered().hardState()).isEqualTo(HardState.initial());
        assertThat(journal.recovered().damages()).hasSize(2);
        assertThat(all()).hasSize(3);
        assertThat(journal.lastHeight()).isEqualTo(4);
    }

    @Test
    void unreadableSlotLeavesALowerBoundAndRecovers() throws IOException {
        journal.persist(Optional.of(new HardState(1, Optional.empty())), List.of(), 0);
        journal.persist(Optional.of(new HardState(2, Optional.empty())), List.of(), 0);
        journal.close();
        for (int slot = 0; slot < 2; slot++) {
            MemoryDisk damaged = restored(image());
            flip(damaged, "head", 4096L * slot + 40, 1);
            Journal one = Journal.open(damaged, SMALL, IDENTITY);
            assertThat(one.recovered().recovering())
                    .as("the slot's other copy is good")
                    .isFalse();
            assertThat(one.hardState().term()).isEqualTo(2);
            assertThat(one.recovered().damages()).hasSize(1);
            one.close();
            damaged = restored(image());
            flip(damaged, "head", 4096L * slot + 40, 1);
            flip(damaged, "head", 4096L * slot + 2048 + 40, 1);
            Journal both = Journal.open(damaged, SMALL, IDENTITY);
            assertThat(both.recovered().recovering()).isTrue();
            assertThat(both.hardState().term()).isBetween(1L, 2L);
        }
    }

    @Test
    void whatTheStateWasMadeOfIsLostUntilItIsRepaired() throws IOException {
        persistSegments(4);
        disk.delete(FIRST);
        disk.delete(SECOND);
        assertThat(reopen().recovering()).isTrue();
        journal.lostUpTo(4);
        persist(4, entry(5, 2));
        assertThat(journal.firstHeight()).isEqualTo(1);
        assertThat(journal.firstLost(1)).hasValue(1);
        reopen();
        for (int height = 1; height <= 4; height++) {
            assertThat(journal.firstLost(1)).hasValue(height);
            journal.repair(entry(height, 1, 600));
        }
        reopen();
        assertThat(journal.firstLost(1)).isEmpty();
        assertThat(journal.terms()).containsExactly(new TermRun(1, 1), new TermRun(5, 2));
        assertThat(all()).hasSize(5);
    }

    /** A node that crashes half way through its repairs comes up with some of them. */
    @Test
    void termsDoNotFallBehindARepairedBlock() throws IOException {
        for (int height = 1; height <= 9; height++) {
            persist(height - 1, entry(height, 2, 600));
        }
        disk.delete(FIRST);
        disk.delete(SECOND);
        reopen();
        journal.repair(entry(1, 2, 600));
        assertThat(journal.terms()).containsExactly(new TermRun(1, 2));
        assertThat(reopen().terms()).containsExactly(new TermRun(1, 2));
        assertThat(journal.firstLost(1)).hasValue(2);
    }

    @Test
    void aGapIsRefused() throws IOException {
        persist(0, entry(1, 1), entry(2, 1));
        assertThatThrownBy(() -> persist(2, entry(5, 2))).isInstanceOf(BrokenInvariantException.class);
    }
}
