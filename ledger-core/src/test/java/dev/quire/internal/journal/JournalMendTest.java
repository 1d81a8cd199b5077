package dev.quire.internal.journal;

import static dev.quire.internal.journal.Samples.IDENTITY;
import static dev.quire.internal.journal.Samples.SMALL;
import static dev.quire.internal.journal.Samples.certificate;
import static dev.quire.internal.journal.Samples.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.internal.memory.MemoryDisk;
import dev.quire.spi.store.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A disk decays under an open journal, which puts it right where it is. */
class JournalMendTest {
    private static final int BLOCKS = 7;
    private static final String SECOND = "journal-0000000002.log";
    private static final String THIRD = "journal-0000000003.log";
    /** Of block 4, the first in the second segment. */
    private static final int RECORD = SegmentHeader.SIZE;

    private final MemoryDisk disk = new MemoryDisk();
    private Journal journal;

    /** Three blocks a segment: 1 to 3 in the first file, and so on; the last one is not known to be committed. */
    @BeforeEach
    void write() throws IOException {
        journal = Journal.open(disk, SMALL, IDENTITY);
        for (int height = 1; height <= BLOCKS; height++) {
            journal.persist(Optional.empty(), List.of(entry(height, 1, 600)), height - 1);
        }
    }

    /** Whatever was done: the next start finds nothing wrong, and all blocks. */
    @AfterEach
    void startAgain() throws IOException {
        journal.close();
        try (Journal again = Journal.open(disk, SMALL, IDENTITY)) {
            assertThat(again.recovered().damages()).isEmpty();
            assertThat(again.recovered().recovering()).isFalse();
            assertThat(again.load(1, BLOCKS, Integer.MAX_VALUE)).hasSize(BLOCKS);
        }
    }

    private void flip(String name, long position, int bit) throws IOException {
        try (DiskFile file = disk.open(name)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(position, one);
            one.put(0, (byte) (one.get(0) ^ (1 << bit)));
            file.write(position, one.flip());
        }
    }

    private List<Damage> scrub() throws IOException {
        List<Damage> damages = new ArrayList<>(journal.checkHead());
        for (JournalCut.Part part : journal.cut().parts()) {
            try (DiskFile file = disk.open(part.file())) {
                damages.addAll(JournalScrub.check(part, file, bytes -> {}));
            }
        }
        return damages;
    }

    private Mending mend(Damage damage, long fetchable) throws IOException {
        return journal.mend(damage, fetchable, height -> Optional.empty());
    }

    private Damage found() throws IOException {
        List<Damage> damages = scrub();
        assertThat(damages).hasSize(1);
        return damages.get(0);
    }

    @Test
    void aBlockIsLostUntilItIsGivenAndThenStandsWhereItWas() throws IOException {
        long records = journal.cut().bytes();
        flip(SECOND, RECORD + RecordHeader.SIZE + 100, 3);
        Damage damage = found();
        assertThat(mend(damage, BLOCKS - 1)).isEqualTo(Mending.BLOCK_NEEDED);
        assertThat(journal.firstLost(1)).hasValue(4);
        assertThat(journal.block(4)).isEmpty();
        assertThat(mend(damage, BLOCKS - 1)).as("asked again").isEqualTo(Mending.BLOCK_NEEDED);
        journal.repair(entry(4, 1, 600));
        assertThat(journal.block(4)).contains(entry(4, 1, 600).block());
        assertThat(scrub()).isEmpty();
        assertThat(mend(damage, BLOCKS - 1)).as("asked late").isEqualTo(Mending.DONE);
        assertThat(journal.cut().bytes()).isEqualTo(records);
    }

    @Test
    void anotherBlockIsNotWrittenThere() throws IOException {
        flip(SECOND, RECORD + RecordHeader.SIZE + 100, 3);
        assertThat(mend(found(), BLOCKS - 1)).isEqualTo(Mending.BLOCK_NEEDED);
        flip(SECOND, RECORD + 40, 0);
        Damage header = found();
        // The header is damaged too by now: the block gets a record of its own.
        journal.repair(entry(4, 1, 600));
        assertThat(journal.block(4)).contains(entry(4, 1, 600).block());
        assertThat(mend(header, BLOCKS - 1)).isEqualTo(Mending.DONE);
        flip(SECOND, RECORD + RecordHeader.SIZE + 100, 3);
        assertThat(scrub()).isEmpty();
    }

    @Test
    void whatOthersCannotHaveIsLeft() throws IOException {
        flip(THIRD, RECORD + RecordHeader.SIZE + 100, 3);
        assertThat(mend(found(), BLOCKS - 1)).isEqualTo(Mending.NOT_HERE);
        assertThat(journal.firstLost(1)).isEmpty();
        flip(THIRD, RECORD + RecordHeader.SIZE + 100, 3);
    }

    @Test
    void everyBitOfARecordsHeaderIsTold() throws IOException {
        for (int bit = 0; bit < RecordHeader.SIZE * Byte.SIZE; bit++) {
            flip(SECOND, RECORD + bit / Byte.SIZE, bit % Byte.SIZE);
            assertThat(mend(found(), BLOCKS)).as("bit %s", bit).isEqualTo(Mending.DONE);
        }
        assertThat(scrub()).isEmpty();
    }

    @Test
    void aHeaderThatHasLostMoreIsLeft() throws IOException {
        flip(SECOND, RECORD + 20, 1);
        flip(SECOND, RECORD + 30, 1);
        assertThat(mend(found(), BLOCKS)).isEqualTo(Mending.NOT_HERE);
        flip(SECOND, RECORD + 30, 1);
        assertThat(mend(found(), BLOCKS)).isEqualTo(Mending.DONE);
    }

    @Test
    void aSegmentsHeaderIsMadeAnew() throws IOException {
        try (DiskFile file = disk.open(SECOND)) {
            file.write(0, ByteBuffer.allocate(SegmentHeader.SIZE));
        }
        assertThat(mend(found(), BLOCKS)).isEqualTo(Mending.DONE);
        assertThat(scrub()).isEmpty();
    }

    /** Where its bytes begin in the third segment. */
    private int writeCertificate() throws IOException {
        journal.certificate(certificate(6));
        journal.persist(Optional.empty(), List.of(entry(BLOCKS + 1, 1, 60)), BLOCKS);
        try (DiskFile file = disk.open(THIRD)) {
            ByteBuffer whole = ByteBuffer.allocate((int) file.size());
            file.read(0, whole);
            int at = Collections.indexOfSubList(
                    list(whole.array()), list(certificate(6).encoded().toArray()));
            assertThat(at).isPositive();
            return at;
        }
    }

    private static List<Byte> list(byte[] bytes) {
        List<Byte> list = new ArrayList<>();
        for (byte one : bytes) {
            list.add(one);
        }
        return list;
    }

    @Test
    void aCertificateIsWrittenAsTheStateHasIt() throws IOException {
        int at = writeCertificate();
        try (DiskFile file = disk.open(THIRD)) {
            file.write(at + 8, ByteBuffer.allocate(40));
        }
        Damage damage = found();
        assertThat(damage.what()).contains("CERT");
        assertThat(journal.mend(damage, BLOCKS, height -> Optional.empty())).isEqualTo(Mending.NOT_HERE);
        assertThat(journal.mend(damage, BLOCKS, height -> Optional.of(certificate(5))))
                .isEqualTo(Mending.NOT_HERE);
        assertThat(journal.mend(damage, BLOCKS, height -> Optional.of(certificate(height))))
                .isEqualTo(Mending.DONE);
        assertThat(scrub()).isEmpty();
    }

    @Test
    void everyTurnedBitOfACertificateIsTold() throws IOException {
        int at = writeCertificate();
        for (int bit = 0; bit < certificate(6).encoded().size() * Byte.SIZE; bit++) {
            flip(THIRD, at + bit / Byte.SIZE, bit % Byte.SIZE);
            assertThat(mend(found(), BLOCKS)).as("bit %s", bit).isEqualTo(Mending.DONE);
        }
        assertThat(scrub()).isEmpty();
    }

    @Test
    void theHeadIsWrittenAnew() throws IOException {
        flip("head", 100, 5);
        flip("head", 4096 + 100, 5);
        for (Damage damage : scrub()) {
            assertThat(mend(damage, BLOCKS)).isEqualTo(Mending.DONE);
        }
        assertThat(scrub()).isEmpty();
    }
}
