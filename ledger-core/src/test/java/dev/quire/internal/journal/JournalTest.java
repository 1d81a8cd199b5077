package dev.quire.internal.journal;

import static dev.quire.internal.journal.Samples.IDENTITY;
import static dev.quire.internal.journal.Samples.SMALL;
import static dev.quire.internal.journal.Samples.certificate;
import static dev.quire.internal.journal.Samples.entry;
import static dev.quire.internal.journal.Samples.key;
import static dev.quire.internal.journal.Samples.prepared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.Block;
import dev.quire.internal.journal.Recovered.Written;
import dev.quire.internal.memory.MemoryDisk;
import dev.quire.spi.consensus.BrokenInvariantException;
import dev.quire.spi.consensus.EngineStart.PreparedBlock;
import dev.quire.spi.consensus.EngineStart.TermRun;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.HardState;
import dev.quire.spi.consensus.Prepared;
import dev.quire.spi.store.DiskFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JournalTest {
    private final MemoryDisk disk = new MemoryDisk();
    private Journal journal;

    @BeforeEach
    void open() throws IOException {
        journal = Journal.open(disk, SMALL, IDENTITY);
    }

    private void reopen() throws IOException {
        journal.close();
        open();
    }

    private void persist(long committedHeight, Entry... entries) throws IOException {
        journal.persist(Optional.empty(), List.of(entries), committedHeight);
    }

    private List<Entry> all() throws IOException {
        return journal.load(journal.firstHeight(), journal.lastHeight(), Integer.MAX_VALUE);
    }

    @Test
    void newJournalIsEmpty() {
        Recovered recovered = journal.recovered();
        assertThat(recovered.hardState()).isEqualTo(HardState.initial());
        assertThat(recovered.incarnation()).isEqualTo(1);
        assertThat(recovered.firstHeight()).isEqualTo(1);
        assertThat(recovered.lastHeight()).isZero();
        assertThat(recovered.recovering()).isFalse();
        assertThat(recovered.damages()).isEmpty();
    }

    @Test
    void keepsEverythingOverARestart() throws IOException {
        HardState vote = new HardState(3, Optional.of(key(9)));
        journal.certificate(certificate(1));
        journal.persist(Optional.of(vote), List.of(entry(1, 1), entry(2, 3), entry(3, 3)), 2);
        reopen();
        Recovered recovered = journal.recovered();
        assertThat(recovered.hardState()).isEqualTo(vote);
        assertThat(recovered.incarnation()).isEqualTo(2);
        assertThat(recovered.committedMark()).isEqualTo(2);
        assertThat(recovered.lastHeight()).isEqualTo(3);
        assertThat(recovered.terms()).containsExactly(new TermRun(1, 1), new TermRun(2, 3));
        assertThat(recovered.newestCertificate()).contains(certificate(1));
        assertThat(recovered.recovering()).isFalse();
        assertThat(all()).containsExactly(entry(1, 1), entry(2, 3), entry(3, 3));
    }

    @Test
    void laterRecordReplacesAllFromItsHeightOn() throws IOException {
        persist(0, entry(1, 1), entry(2, 1), entry(3, 1), entry(4, 1));
        persist(0, entry(2, 2));
        assertThat(journal.lastHeight()).isEqualTo(2);
        persist(0, entry(3, 2));
        reopen();
        assertThat(all()).containsExactly(entry(1, 1), entry(2, 2), entry(3, 2));
        assertThat(journal.recovered().terms()).containsExactly(new TermRun(1, 1), new TermRun(2, 2));
        assertThat(journal.block(4)).isEmpty();
    }

    @Test
    void beginsNewSegmentsAndReadsOverTheirBorders() throws IOException {
        for (int height = 1; height <= 40; height++) {
            persist(height - 1, entry(height, 1, 100));
        }
        assertThat(disk.list()).hasSizeGreaterThan(6);
        reopen();
        persist(40, entry(41, 2));
        reopen();
        assertThat(all()).hasSize(41);
        assertThat(journal.block(40)).contains(entry(40, 1, 100).block());
    }

    @Test
    void givesALargeRecordASegmentOfItsOwn() throws IOException {
        Journal tiny = journal;
        List<Entry> entries =
                List.of(entry(1, 1), entry(2, 1, 1024), entry(3, 1, 1024), entry(4, 1, 1024), entry(5, 1));
        tiny.persist(Optional.empty(), entries, 0);
        reopen();
        assertThat(all()).isEqualTo(entries);
    }

    @Test
    void loadStopsAtTheByteLimitButGivesAtLeastOne() throws IOException {
        persist(0, entry(1, 1), entry(2, 1), entry(3, 1));
        int size = entry(1, 1).block().encoded().size();
        assertThat(journal.load(1, 3, 1)).hasSize(1);
        assertThat(journal.load(1, 3, 2 * size)).hasSize(2);
        assertThat(journal.load(2, 9, Integer.MAX_VALUE)).hasSize(2);
        assertThat(journal.load(4, 9, Integer.MAX_VALUE)).isEmpty();
    }

    @Test
    void groupsSeveralRequests() throws IOException {
        journal.persistAll(List.of(
                new PersistRequest(
                        Optional.of(new HardState(1, Optional.empty())), List.of(entry(1, 1)), Optional.empty(), 0),
                new PersistRequest(Optional.of(new HardState(2, Optional.of(key(1)))), List.of(), Optional.empty(), 0),
                new PersistRequest(Optional.empty(), List.of(entry(2, 2)), Optional.empty(), 1)));
        reopen();
        assertThat(journal.recovered().hardState()).isEqualTo(new HardState(2, Optional.of(key(1))));
        assertThat(all()).containsExactly(entry(1, 1), entry(2, 2));
    }

    @Test
    void startsAtAnyHeight() throws IOException {
        persist(9, entry(10, 1), entry(11, 1));
        reopen();
        assertThat(journal.firstHeight()).isEqualTo(10);
        assertThat(journal.lastHeight()).isEqualTo(11);
    }

    @Test
    void refusesAGapAndIsUnusableAfterwards() throws IOException {
        persist(0, entry(1, 1));
        assertThatThrownBy(() -> persist(0, entry(3, 1))).isInstanceOf(BrokenInvariantException.class);
        assertThatThrownBy(() -> persist(0, entry(2, 1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesToGoBackInTermOrVoteTwice() throws IOException {
        journal.persist(Optional.of(new HardState(5, Optional.of(key(1)))), List.of(), 0);
        for (HardState wrong : List.of(
                new HardState(4, Optional.of(key(1))),
                new HardState(5, Optional.of(key(2))),
                new HardState(5, Optional.empty()))) {
            assertThatThrownBy(() -> journal.persist(Optional.of(wrong), List.of(), 0))
                    .isInstanceOf(BrokenInvariantException.class);
            reopen();
        }
    }

    @Test
    void dropsWholeSegmentsFromTheFront() throws IOException {
        journal.certificate(certificate(1));
        for (int height = 1; height <= 40; height++) {
            persist(height - 1, entry(height, 1, 100));
        }
        int files = disk.list().size();
        journal.dropBelow(30);
        long first = journal.firstHeight();
        assertThat(first).isBetween(20L, 30L);
        assertThat(disk.list()).hasSizeLessThan(files - 3);
        assertThat(journal.block(first - 1)).isEmpty();
        reopen();
        assertThat(journal.firstHeight()).isEqualTo(first);
        assertThat(journal.recovered().committedMark()).isEqualTo(39);
        assertThat(journal.recovered().newestCertificate()).contains(certificate(1));
        assertThat(journal.recovered().recovering()).isFalse();
        assertThat(all()).hasSize((int) (41 - first)).last().isEqualTo(entry(40, 1, 100));
    }

    @Test
    void neverDropsTheLastBlock() throws IOException {
        for (int height = 1; height <= 20; height++) {
            persist(height, entry(height, 1, 100));
        }
        journal.dropBelow(Long.MAX_VALUE);
        reopen();
        assertThat(journal.block(20)).isPresent();
        assertThat(journal.recovered().committedMark()).isEqualTo(20);
    }

    @Test
    void refusesTheDirectoryOfAnotherChainOrNode() throws IOException {
        persist(0, entry(1, 1));
        for (Identity other :
                List.of(new Identity(Samples.hash(8), IDENTITY.nodeId()), new Identity(IDENTITY.chainId(), key(8)))) {
            assertThatThrownBy(() -> Journal.open(disk, SMALL, other))
                    .isInstanceOf(ForeignDirectoryException.class)
                    .hasMessageContainingAll(
                            IDENTITY.chainId().toHex(),
                            IDENTITY.nodeId().toHex(),
                            other.chainId().toHex(),
                            other.nodeId().toHex());
        }
        disk.delete("head");
        assertThatThrownBy(() -> Journal.open(disk, SMALL, new Identity(Samples.hash(8), key(8))))
                .isInstanceOf(ForeignDirectoryException.class);
        reopen();
        assertThat(all()).containsExactly(entry(1, 1));
    }

    @Test
    void ignoresAHeadThatWasNeverFinished() throws IOException {
        MemoryDisk other = new MemoryDisk();
        try (DiskFile half = other.create("head.new", 17)) {
            assertThat(half.size()).isEqualTo(17);
        }
        assertThat(Journal.open(other, SMALL, IDENTITY).recovered().recovering())
                .isFalse();
    }

    @Test
    void aDirectoryMarkedAsRestoredIsRecoveringUntilThatHasEnded() throws IOException {
        MemoryDisk empty = new MemoryDisk();
        empty.create(Journal.RESTORED, 0).close();
        for (int start = 0; start < 2; start++) {
            try (Journal marked = Journal.open(empty, SMALL, IDENTITY)) {
                assertThat(marked.recovered().recovering()).isTrue();
            }
        }
        assertThat(empty.exists(Journal.RESTORED)).isFalse();
        disk.create(Journal.RESTORED, 0).close();
        persist(0, entry(1, 1));
        reopen();
        assertThat(journal.recovered().recovering()).isTrue();
        assertThat(all()).containsExactly(entry(1, 1));
    }

    private void prepare(long committedHeight, Prepared prepared, Entry... entries) throws IOException {
        journal.persistAll(List.of(
                new PersistRequest(Optional.empty(), List.of(entries), Optional.of(prepared), committedHeight)));
    }

    @Test
    void aPreparedBlockIsThereThoughAnotherTookItsPlace() throws IOException {
        persist(0, entry(1, 1));
        prepare(1, prepared(entry(2, 1)), entry(2, 1));
        persist(1, entry(2, 2));
        reopen();
        Recovered recovered = journal.recovered();
        assertThat(recovered.prepared())
                .contains(new PreparedBlock(prepared(entry(2, 1)), entry(2, 1).block()));
        assertThat(recovered.openBlocks()).containsExactly(written(entry(2, 1)), written(entry(2, 2)));
        assertThat(recovered.openPrepared()).containsExactly(written(entry(2, 1)));
        assertThat(all()).containsExactly(entry(1, 1), entry(2, 2));
    }

    @Test
    void theNewestPreparedCertificateCountsUntilItsHeightIsCommitted() throws IOException {
        prepare(0, prepared(entry(1, 1)), entry(1, 1));
        prepare(0, prepared(entry(1, 3)), entry(1, 3));
        reopen();
        assertThat(journal.recovered().prepared().orElseThrow().prepared()).isEqualTo(prepared(entry(1, 3)));
        persist(1, entry(2, 3));
        reopen();
        assertThat(journal.recovered().prepared()).isEmpty();
        assertThat(journal.recovered().openPrepared()).isEmpty();
        assertThat(journal.recovered().openBlocks()).containsExactly(written(entry(2, 3)));
    }

    @Test
    void refusesAPreparedCertificateWithoutItsBlock() throws IOException {
        persist(0, entry(1, 1));
        assertThatThrownBy(() -> prepare(0, prepared(entry(1, 2)))).isInstanceOf(BrokenInvariantException.class);
    }

    @Test
    void segmentsWithThePreparedBlockAreKept() throws IOException {
        prepare(0, prepared(entry(1, 1)), entry(1, 1));
        for (int term = 2; term <= 40; term++) {
            persist(0, entry(1, term, 500));
        }
        journal.dropBelow(1);
        reopen();
        assertThat(journal.recovered().prepared().orElseThrow().block())
                .isEqualTo(entry(1, 1).block());
        persist(1, entry(2, 40));
        int files = disk.list().size();
        journal.dropBelow(1);
        assertThat(disk.list()).hasSizeLessThan(files - 3);
    }

    @Test
    void eachBlockOfAnOpenHeightIsFoundThoughOthersTookItsPlace() throws IOException {
        for (int term = 1; term <= 40; term++) {
            persist(0, entry(1, term, 500));
        }
        int files = disk.list().size();
        journal.dropBelow(1);
        assertThat(disk.list()).hasSize(files);
        reopen();
        for (int term = 1; term <= 40; term++) {
            Block written = entry(1, term, 500).block();
            assertThat(journal.openBlock(1, written.hash())).contains(written);
            assertThat(journal.openBlock(2, written.hash())).isEmpty();
        }
        persist(1, entry(2, 40));
        assertThat(journal.openBlock(1, entry(1, 40, 500).block().hash()))
                .as("decided")
                .isEmpty();
        journal.dropBelow(1);
        assertThat(disk.list()).hasSizeLessThan(files - 3);
    }

    private static Written written(Entry entry) {
        return new Written(entry.height(), entry.term(), entry.block().hash());
    }
}
