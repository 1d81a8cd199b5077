package dev.quire.internal.journal;

import static dev.quire.internal.journal.Samples.hash;
import static dev.quire.internal.journal.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Evidence;
import dev.quire.block.Signature;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.internal.memory.MemoryDisk;
import dev.quire.spi.store.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Proofs of lies on disk: they are whole objects, survive, and are bounded whatever a liar does. */
class EvidenceFilesTest {
    private final MemoryDisk disk = new MemoryDisk();

    /** @param salt sets one proof of the same lie apart from another */
    static Evidence lie(int member, VoteKind kind, long height, long view, int salt) {
        Signature signature = new Signature(Bytes.wrap(new byte[Signature.SIZE]));
        return new Evidence.DoubleVote(
                key(member),
                new Vote(kind, hash(1), hash(2), height, view, hash(3)),
                signature,
                new Vote(kind, hash(1), hash(2), height, view, hash(4 + salt)),
                signature);
    }

    private static Evidence lie(int member, long height) {
        return lie(member, VoteKind.PREPARE, height, 0, 0);
    }

    private List<String> names() {
        return disk.list().stream().filter(EvidenceFiles::isName).toList();
    }

    @Test
    void whatIsKeptIsThereAfterARestart() throws IOException {
        EvidenceFiles before = EvidenceFiles.open(disk);
        assertThat(before.keep(lie(7, 1))).isPresent();
        assertThat(before.keep(lie(8, 9))).isPresent();
        assertThat(before.all()).containsExactly(lie(7, 1), lie(8, 9));
        EvidenceFiles after = EvidenceFiles.open(disk);
        assertThat(after.all()).containsExactly(lie(7, 1), lie(8, 9));
        assertThat(after.keep(lie(7, 2))).isPresent();
        assertThat(names()).hasSize(3);
    }

    @Test
    void aFileIsTheEvidenceAndNothingElse() throws IOException, MalformedException {
        String name = EvidenceFiles.open(disk).keep(lie(7, 1)).orElseThrow();
        try (DiskFile file = disk.open(name)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            file.read(0, bytes);
            assertThat(Evidence.decode(Bytes.wrap(bytes.array()))).isEqualTo(lie(7, 1));
        }
    }

    @Test
    void itsNameTellsWhetherItIsAsItWasWritten() throws IOException {
        Evidence lie = lie(7, 1);
        String name = EvidenceFiles.open(disk).keep(lie).orElseThrow();
        byte[] decayed = lie.encoded().toArray();
        assertThat(EvidenceFiles.problem(name, Bytes.copyOf(decayed))).isEmpty();
        decayed[20] ^= 1;
        assertThat(EvidenceFiles.problem(name, Bytes.copyOf(decayed))).isPresent();
        assertThat(EvidenceFiles.problem(name, Bytes.EMPTY)).isPresent();
    }

    @Test
    void ofOneLieOneProofIsKept() throws IOException {
        assertThat(EvidenceFiles.open(disk).keep(lie(7, VoteKind.COMMIT, 5, 1, 0)))
                .isPresent();
        EvidenceFiles evidence = EvidenceFiles.open(disk);
        assertThat(evidence.keep(lie(7, VoteKind.COMMIT, 5, 1, 1))).isEmpty();
        assertThat(evidence.keep(lie(7, VoteKind.PREPARE, 5, 1, 1))).isPresent();
        assertThat(evidence.keep(lie(7, VoteKind.COMMIT, 5, 2, 1))).isPresent();
        assertThat(evidence.keep(lie(6, VoteKind.COMMIT, 5, 1, 1))).isPresent();
    }

    @Test
    void aLiarFillsNoDisk() throws IOException {
        EvidenceFiles evidence = EvidenceFiles.open(disk);
        for (int height = 1; height <= 2 * EvidenceFiles.MAX_OF_ONE; height++) {
            evidence.keep(lie(7, height));
        }
        assertThat(names()).hasSize(EvidenceFiles.MAX_OF_ONE);
        assertThat(evidence.keep(lie(8, 1))).as("of another member").isPresent();
        for (int member = 10; member < 10 + EvidenceFiles.MAX_FILES / EvidenceFiles.MAX_OF_ONE; member++) {
            for (int height = 1; height <= EvidenceFiles.MAX_OF_ONE; height++) {
                evidence.keep(lie(member, height));
            }
        }
        assertThat(names()).hasSize(EvidenceFiles.MAX_FILES);
        assertThat(EvidenceFiles.open(disk).all()).hasSize(EvidenceFiles.MAX_FILES);
    }

    @Test
    void aDamagedFileProvesNothingAndHidesNoOther() throws IOException {
        EvidenceFiles before = EvidenceFiles.open(disk);
        String damaged = before.keep(lie(7, 1)).orElseThrow();
        before.keep(lie(7, 2));
        try (DiskFile file = disk.open(damaged)) {
            file.write(100, ByteBuffer.wrap(new byte[] {42}));
        }
        EvidenceFiles after = EvidenceFiles.open(disk);
        assertThat(after.all()).containsExactly(lie(7, 2));
        assertThat(after.damages())
                .singleElement()
                .satisfies(damage -> assertThat(damage.file()).isEqualTo(damaged));
        assertThat(after.keep(lie(7, 1))).as("what is lost is kept again").isPresent();
        assertThat(EvidenceFiles.open(disk).all()).containsExactly(lie(7, 2), lie(7, 1));
    }
}
