package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Evidence;
import dev.quire.block.Signature;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.codec.Bytes;
import dev.quire.internal.journal.EvidenceFiles;
import dev.quire.internal.journal.Samples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The power fails before every write, sync and change of a name while evidence is kept. */
class EvidencePowerLossTest {
    private static final int SEEDS = 20;
    private static final int LIES = 4;

    private static Evidence lie(int height) {
        Signature signature = new Signature(Bytes.wrap(new byte[Signature.SIZE]));
        Vote first = new Vote(VoteKind.COMMIT, Samples.hash(1), Samples.hash(2), height, 3, Samples.hash(4));
        Vote second = new Vote(VoteKind.COMMIT, Samples.hash(1), Samples.hash(2), height, 3, Samples.hash(5));
        return new Evidence.DoubleVote(Samples.key(6), first, signature, second, signature);
    }

    /** Until the power fails; adds what was said to be kept. */
    private static void keepAll(SimDisk disk, List<Evidence> kept) throws IOException {
        EvidenceFiles files = EvidenceFiles.open(disk);
        for (int height = 1; height <= LIES; height++) {
            files.keep(lie(height));
            kept.add(lie(height));
        }
    }

    @Test
    void nothingThatWasKeptIsLostAndNothingIsHalfThere() throws IOException {
        SimDisk whole = new SimDisk(new SplittableRandom(0));
        keepAll(whole, new ArrayList<>());
        for (long stop = 1; stop <= whole.operations(); stop++) {
            for (int seed = 0; seed < SEEDS; seed++) {
                SimDisk disk = new SimDisk(new SplittableRandom(seed * 1_000L + stop));
                List<Evidence> kept = new ArrayList<>();
                disk.stopBefore(stop);
                try {
                    keepAll(disk, kept);
                } catch (PowerLossException powerLoss) {
                    disk.crash();
                }
                EvidenceFiles after = EvidenceFiles.open(disk);
                assertThat(after.all()).containsAll(kept).hasSizeLessThanOrEqualTo(kept.size() + 1);
                assertThat(after.damages()).isEmpty();
                keepAll(disk, new ArrayList<>());
                assertThat(EvidenceFiles.open(disk).all()).hasSize(LIES);
            }
        }
        assertThat(whole.operations()).isGreaterThan(4 * LIES);
    }
}
