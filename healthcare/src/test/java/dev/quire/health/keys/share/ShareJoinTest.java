package dev.quire.health.keys.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.ConsensusMode;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.Id;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.FixedRandom;
import dev.quire.health.keys.RecordKeys;
import dev.quire.health.keys.Sample;
import dev.quire.health.keys.Secret;
import org.junit.jupiter.api.Test;

class ShareJoinTest {
    private static final CommitteeNumbers FOUR = CommitteeNumbers.of(ConsensusMode.BFT, 4);
    private static final int COMMITTEE = 7;

    private final Dealing dealing = deal(Sample.RID, Sample.secret(0xb));
    private final Hash keyCommit = Sample.recordKeys().keyCommit();

    private static Dealing deal(Id rid, Secret factor) {
        return Dealing.deal(Sample.CHAIN, rid, COMMITTEE, ShareClass.B, factor, FOUR, new FixedRandom(1));
    }

    private Share share(int x) {
        Share dealt = dealing.shares().get(x - 1);
        return new Share(dealt.rid(), dealt.shareClass(), x, dealt.value().copy());
    }

    @Test
    void anyKCustodiansOpenTheRecord() throws CryptoException {
        for (int down = 1; down <= 4; down++) {
            ShareJoin join = new ShareJoin(FOUR.k(), dealing.leaves());
            for (int x = 1; x <= 4; x++) {
                if (x != down) {
                    assertThat(join.isComplete()).isFalse();
                    join.add(share(x));
                }
            }
            assertThat(join.isComplete()).isTrue();
            try (RecordKeys keys = join.open(Sample.secret(0xa), keyCommit)) {
                assertThat(keys.contentKey().matches(Sample.recordKeys().contentKey()))
                        .isTrue();
            }
            join.close();
        }
    }

    @Test
    void lyingShareIsNamedAndTheOthersGoOn() throws CryptoException {
        ShareJoin join = new ShareJoin(FOUR.k(), dealing.leaves());
        join.add(share(1));
        assertThatThrownBy(() -> join.add(new Share(Sample.RID, ShareClass.B, 2, Sample.secret(2))))
                .isInstanceOfSatisfying(
                        CryptoException.BadShare.class,
                        refusal -> assertThat(refusal.x()).isEqualTo(2));
        join.add(share(3));
        join.add(share(1));
        assertThatThrownBy(join::join)
                .isInstanceOf(CryptoException.TooFewShares.class)
                .hasMessageContaining("2 verified shares are there and 3 are needed");
        join.add(share(4));
        assertThat(join.join().matches(Sample.secret(0xb))).isTrue();
    }

    @Test
    void shareIsOfThisRecordClassSeatCommitteeAndChain() {
        ShareLeaves leaves = dealing.leaves();
        Secret value = share(1).value();
        assertThatThrownBy(() -> leaves.verify(new Share(Sample.id(9), ShareClass.B, 1, value)))
                .isInstanceOf(CryptoException.BadShare.class);
        assertThatThrownBy(() -> leaves.verify(new Share(Sample.RID, ShareClass.E, 1, value)))
                .isInstanceOf(CryptoException.BadShare.class);
        assertThatThrownBy(() -> leaves.verify(new Share(Sample.RID, ShareClass.B, 2, value)))
                .isInstanceOf(CryptoException.BadShare.class);
        assertThatThrownBy(() -> leaves.verify(new Share(Sample.RID, ShareClass.B, 5, value)))
                .hasMessageContaining("4 seats");
        for (ShareLeaves others : new ShareLeaves[] {
            new ShareLeaves(Sample.CHAIN, Sample.RID, COMMITTEE + 1, ShareClass.B, leaves.leaves()),
            new ShareLeaves(Sample.hash(1), Sample.RID, COMMITTEE, ShareClass.B, leaves.leaves())
        }) {
            assertThatThrownBy(() -> others.verify(share(1))).isInstanceOf(CryptoException.BadShare.class);
        }
    }

    @Test
    void verifiedSharesOfAnotherFactorAreTheDealersFault() throws CryptoException {
        Dealing wrong = deal(Sample.RID, Sample.secret(0xee));
        ShareJoin join = new ShareJoin(FOUR.k(), wrong.leaves());
        for (int i = 0; i < 3; i++) {
            join.add(wrong.shares().get(i));
        }
        assertThatThrownBy(() -> join.openAuthors(Sample.secret(0xa), keyCommit))
                .isInstanceOf(CryptoException.DealerFault.class)
                .hasMessageContaining("DEALER_FAULT");
    }

    @Test
    void factorAFromElsewhereThatDoesNotFitIsNobodysProvenFault() throws CryptoException {
        ShareJoin join = new ShareJoin(FOUR.k(), dealing.leaves());
        for (int x = 1; x <= 3; x++) {
            join.add(share(x));
        }
        assertThatThrownBy(() -> join.open(Sample.secret(0xaa), keyCommit))
                .isInstanceOf(CryptoException.WrongKeys.class);
        join.open(Sample.secret(0xa), keyCommit).close();
    }

    /** A liar who also has the leaves cannot test a guess of B with them, and cannot make another share to one of them. */
    @Test
    void dealingAgainMakesOtherSharesOfTheSameFactor() throws CryptoException {
        Dealing again = Dealing.deal(
                Sample.CHAIN, Sample.RID, COMMITTEE + 1, ShareClass.B, Sample.secret(0xb), FOUR, new FixedRandom(2));
        ShareJoin join = new ShareJoin(FOUR.k(), again.leaves());
        assertThatThrownBy(() -> join.add(share(1))).isInstanceOf(CryptoException.BadShare.class);
        for (int i = 0; i < 3; i++) {
            join.add(again.shares().get(i));
        }
        assertThat(join.join().matches(Sample.secret(0xb))).isTrue();
    }

    @Test
    void leavesKeepTheirForm() throws CryptoException {
        ShareLeaves leaves = dealing.leaves();
        assertThat(ShareLeaves.decode(Sample.CHAIN, Sample.RID, COMMITTEE, ShareClass.B, leaves.encoded()))
                .isEqualTo(leaves);
        for (Bytes bad : new Bytes[] {
            Bytes.EMPTY,
            Bytes.fromHex("00"),
            leaves.encoded().slice(0, 100),
            leaves.encoded().concat(Bytes.fromHex("00"))
        }) {
            assertThatThrownBy(() -> ShareLeaves.decode(Sample.CHAIN, Sample.RID, COMMITTEE, ShareClass.B, bad))
                    .isInstanceOf(CryptoException.Malformed.class);
        }
    }

    @Test
    void numbersOfTheDesign() {
        assertThat(FOUR).isEqualTo(new CommitteeNumbers(4, 3, 1, 1));
        assertThat(CommitteeNumbers.of(ConsensusMode.BFT, 7)).isEqualTo(new CommitteeNumbers(7, 5, 2, 2));
        assertThat(CommitteeNumbers.of(ConsensusMode.BFT, 2).k()).isEqualTo(2);
        assertThat(CommitteeNumbers.of(ConsensusMode.CFT, 5)).isEqualTo(new CommitteeNumbers(5, 3, 2, 0));
        assertThat(FOUR.receiptsToWrite()).isEqualTo(3);
        assertThat(FOUR.receiptsToLast()).isEqualTo(4);
        assertThat(FOUR.receiptsToErase()).isEqualTo(3);
        assertThatThrownBy(() -> CommitteeNumbers.of(ConsensusMode.CFT, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
