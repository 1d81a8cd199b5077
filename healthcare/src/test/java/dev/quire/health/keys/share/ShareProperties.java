package dev.quire.health.keys.share;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.ConsensusMode;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.FixedRandom;
import dev.quire.health.keys.Sample;
import dev.quire.health.keys.Secret;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ShareProperties {
    private final Dealing dealing = Dealing.deal(
            Sample.CHAIN,
            Sample.RID,
            1,
            ShareClass.B,
            Sample.secret(0xb),
            CommitteeNumbers.of(ConsensusMode.BFT, 7),
            new FixedRandom(1));

    @Property(tries = 300)
    void everyBitOfEachShareCounts(
            @ForAll @IntRange(min = 1, max = 7) int x,
            @ForAll @IntRange(max = 31) int index,
            @ForAll @IntRange(max = 7) int bit) {
        byte[] altered = dealing.shares().get(x - 1).value().toArray();
        altered[index] ^= (byte) (1 << bit);
        Share lie = new Share(Sample.RID, ShareClass.B, x, Secret.wrap(altered));
        assertThatThrownBy(() -> dealing.leaves().verify(lie))
                .isInstanceOf(CryptoException.BadShare.class)
                .hasMessageContaining("seat " + x);
    }
}
