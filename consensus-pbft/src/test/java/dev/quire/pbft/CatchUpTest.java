package dev.quire.pbft;

import static dev.quire.pbft.EngineFixture.SIZE;
import static dev.quire.pbft.EngineFixture.asked;
import static dev.quire.pbft.EngineFixture.only;
import static dev.quire.pbft.EngineFixture.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Late members, and who serves them (spec, section 6). */
class CatchUpTest {
    private static final Block B1 = TestBlocks.block(TestBlocks.GENESIS, 1, 1, 0);
    private static final Certificate C1 = TestBlocks.certificate(SIZE, 1, 0, B1.hash(), 0, 1, 2);
    private static final Block B2 = TestBlocks.block(B1.hash(), 2, 2, 0, Hash.ZERO, Optional.of(C1));
    private static final Block B3 = TestBlocks.block(B2.hash(), 3, 3, 0);
    private static final Certificate C2 = TestBlocks.certificate(SIZE, 2, 0, B2.hash(), 0, 1, 2);
    private static final PbftMessage WANTED = new PbftMessage.BlocksWanted(1);
    private static final Certificate C3 = TestBlocks.certificate(SIZE, 3, 5, B3.hash(), 0, 2, 3);

    @Test
    void certificateAheadMakesItAskWhoShowedIt() {
        EngineFixture node = EngineFixture.fresh();
        List<Effect> effects = node.receive(3, new PbftMessage.Certified(C3));
        assertThat(to(3, effects)).contains(new PbftMessage.BlocksWanted(1));
        assertThat(to(0, effects)).doesNotContain(new PbftMessage.BlocksWanted(1));
    }

    @Test
    void blocksAreValidatedWithoutTheClockThenDurableThenCommittedInOrder() {
        EngineFixture node = EngineFixture.fresh();
        List<Effect> taken = node.lead(3, new PbftMessage.Blocks(List.of(B1, B2), List.of(B3.header()), C3));
        assertThat(only(Effect.Validate.class, taken)).hasSize(2).allSatisfy(validate -> {
            assertThat(validate.fresh()).isFalse();
            assertThat(validate.leader()).isEmpty();
        });
        List<Effect> rest = node.settle();
        assertThat(only(Effect.Persist.class, rest))
                .singleElement()
                .satisfies(persist -> assertThat(persist.entries()).hasSize(2));
        assertThat(only(Effect.Committed.class, rest))
                .containsExactly(new Effect.Committed(1, B1.hash()), new Effect.Committed(2, B2.hash()));
        assertThat(only(Effect.CertificateFormed.class, rest)).containsExactly(new Effect.CertificateFormed(C1));
        assertThat(only(Effect.Send.class, rest))
                .extracting(Effect.Send::message)
                .contains(new PbftMessage.BlocksWanted(3));
    }

    @Test
    void certificateIsFormedBeforeTheRecordThatCallsItsBlockCommitted() {
        EngineFixture node = EngineFixture.fresh();
        node.lead(3, new PbftMessage.Blocks(List.of(B1, B2), List.of(), C2));
        node.judge(new Verdict.Valid());
        List<Effect> valid = node.judge(new Verdict.Valid());
        assertThat(valid).startsWith(new Effect.CertificateFormed(C2));
        assertThat(only(Effect.Persist.class, valid))
                .singleElement()
                .satisfies(persist -> assertThat(persist.committedHeight()).isEqualTo(2));
    }

    @Test
    void certifiedBlockThatIsInvalidStopsTheNode() {
        EngineFixture node = EngineFixture.fresh();
        node.lead(3, new PbftMessage.Blocks(List.of(B1), List.of(), C1));
        assertThat(only(Effect.Halt.class, node.judge(new Verdict.Invalid(4, "time"))))
                .hasSize(1);
    }

    @Test
    void bodyWithoutTheCertificateOfItsHeaderMayBeALieAndIsFetchedAgain() {
        EngineFixture node = EngineFixture.afterBlock1(B1);
        Block bare = new Block(B2.header(), Optional.empty(), List.of());
        node.lead(3, new PbftMessage.Blocks(List.of(bare), List.of(), C2));
        List<Effect> effects = node.judge(new Verdict.Invalid(13, "the certificate is missing"));
        assertThat(only(Effect.Halt.class, effects)).isEmpty();
        int next = asked(PbftMessage.BlocksWanted.class, node.after(5_000_000));
        assertThat(next).isNotEqualTo(3);
        node.receive(next, new PbftMessage.Blocks(List.of(B2), List.of(), C2));
        assertThat(only(Effect.Committed.class, node.settle())).hasSize(1);
    }

    @Test
    void bodyIsNotTakenBecauseAnotherOfItsHeaderIsKnownToBeValid() {
        EngineFixture node = EngineFixture.afterBlock1(B1);
        Block bare = new Block(B2.header(), Optional.empty(), List.of());
        node.receive(0, TestBlocks.proposal(SIZE, 0, B2, Optional.empty()));
        node.judge(new Verdict.Valid());
        node.settle();
        node.lead(3, new PbftMessage.Blocks(List.of(bare, B3), List.of(), C3));
        assertThat(node.open(Effect.Validate.class).block()).isEqualTo(bare);
        List<Effect> effects = node.judge(new Verdict.Invalid(13, "the certificate is missing"));
        assertThat(only(Effect.Persist.class, effects)).isEmpty();
        assertThat(only(Effect.Committed.class, effects)).isEmpty();
        assertThat(only(Effect.Halt.class, effects)).isEmpty();
    }

    @Test
    void bodyWithACertificateThatTheParentNamesAlreadyMayBeALieToo() {
        EngineFixture node = EngineFixture.afterBlock1(B1);
        Block full = TestBlocks.block(B2.hash(), 3, 3, 0, Hash.ZERO, Optional.of(C1));
        Block right = new Block(full.header(), Optional.empty(), List.of());
        Certificate certificate = TestBlocks.certificate(SIZE, 3, 0, full.hash(), 0, 1, 2);
        node.lead(3, new PbftMessage.Blocks(List.of(B2, full), List.of(), certificate));
        node.judge(new Verdict.Valid());
        List<Effect> effects = node.judge(new Verdict.Invalid(13, "the parent names it already"));
        assertThat(only(Effect.Halt.class, effects)).isEmpty();
        int next = asked(PbftMessage.BlocksWanted.class, node.after(5_000_000));
        node.receive(next, new PbftMessage.Blocks(List.of(B2, right), List.of(), certificate));
        assertThat(only(Effect.Committed.class, node.settle())).hasSize(2);
    }

    @Test
    void whoHasBeenAskedInVainIsAskedAgainOnlyInItsTurnWhateverItShows() {
        EngineFixture node = EngineFixture.fresh();
        PbftMessage.Blocks junk = new PbftMessage.Blocks(List.of(B2), List.of(), C2);
        List<Effect> all = new ArrayList<>(node.receive(2, junk));
        for (int i = 0; i < 100; i++) {
            long height = 4L + i;
            Hash some = TestBlocks.block(B3.hash(), height, i, 0).hash();
            all.addAll(
                    node.receive(2, new PbftMessage.Certified(TestBlocks.certificate(SIZE, height, 0, some, 0, 1, 2))));
            all.addAll(node.receive(2, junk));
            all.addAll(node.after(100_000));
        }
        for (int honest : new int[] {0, 3}) {
            assertThat(to(honest, all)).filteredOn(WANTED::equals).hasSizeGreaterThan(3);
        }
    }

    @Test
    void blocksThatNobodyAskedForAreNotLookedAt() {
        EngineFixture node = EngineFixture.fresh();
        node.receive(3, new PbftMessage.Certified(C3));
        PbftMessage.Blocks blocks = new PbftMessage.Blocks(List.of(B1), List.of(), C1);
        assertThat(only(Effect.Validate.class, node.receive(2, blocks))).isEmpty();
        assertThat(only(Effect.Validate.class, node.receive(3, blocks))).hasSize(1);
        node.judge(new Verdict.NotYet(1));
        assertThat(only(Effect.Validate.class, node.receive(3, blocks))).isEmpty();
    }

    @Test
    void whoLeadsOnByOneBlockAtATimeIsNotAskedAlone() {
        EngineFixture node = EngineFixture.fresh();
        Block tip = TestBlocks.block(B3.hash(), 100, 100, 0);
        List<Effect> all = new ArrayList<>(
                node.receive(2, new PbftMessage.Certified(TestBlocks.certificate(SIZE, 100, 0, tip.hash(), 0, 1, 2))));
        Hash parent = TestBlocks.GENESIS;
        for (long height = 1; height < 20; height++) {
            Block next = TestBlocks.block(parent, height, height, 0);
            Certificate certificate = TestBlocks.certificate(SIZE, height, 0, next.hash(), 0, 1, 2);
            all.addAll(node.receive(2, new PbftMessage.Blocks(List.of(next), List.of(), certificate)));
            all.addAll(node.settle());
            all.addAll(node.after(300_000));
            parent = next.hash();
        }
        for (int honest : new int[] {0, 3}) {
            assertThat(to(honest, all))
                    .filteredOn(PbftMessage.BlocksWanted.class::isInstance)
                    .hasSizeGreaterThan(1);
        }
    }

    @Test
    void servedAreBlocksUpToTheHighestCertificate() {
        EngineFixture node = EngineFixture.afterBlock1(B1);
        node.lead(0, new PbftMessage.Blocks(List.of(B2), List.of(), C2));
        node.settle();
        List<Effect> asked = node.receive(3, new PbftMessage.BlocksWanted(1));
        Effect.LoadBlocks load = only(Effect.LoadBlocks.class, asked).get(0);
        assertThat(load.fromHeight()).isEqualTo(1);
        assertThat(load.toHeight()).isEqualTo(2);
        List<Effect> loaded =
                node.step(new Input.BlocksLoaded(load.requestId(), List.of(new Entry(0, B1)), Optional.of(C1)));
        assertThat(to(3, loaded)).containsExactly(new PbftMessage.Blocks(List.of(B1), List.of(), C1));
    }

    @Test
    void blockWithoutACertificateOfItsOwnIsServedWithHeadersUpToOne() {
        EngineFixture node = EngineFixture.afterBlock1(B1);
        node.lead(0, new PbftMessage.Blocks(List.of(B2), List.of(), C2));
        node.settle();
        Effect.LoadBlocks first = only(Effect.LoadBlocks.class, node.receive(3, new PbftMessage.BlocksWanted(1)))
                .get(0);
        List<Effect> again =
                node.step(new Input.BlocksLoaded(first.requestId(), List.of(new Entry(0, B1)), Optional.empty()));
        Effect.LoadBlocks second = only(Effect.LoadBlocks.class, again).get(0);
        assertThat(second.fromHeight()).isEqualTo(2);
        List<Effect> sent =
                node.step(new Input.BlocksLoaded(second.requestId(), List.of(new Entry(0, B2)), Optional.empty()));
        assertThat(to(3, sent)).containsExactly(new PbftMessage.Blocks(List.of(B1), List.of(B2.header()), C2));
    }

    @Test
    void lateMemberIsToldTheNewestCertificate() {
        EngineFixture node = EngineFixture.afterBlock1(B1);
        List<Effect> effects = node.receive(3, new PbftMessage.Progress(0, true, 0, 0, false, Optional.empty()));
        assertThat(to(3, effects)).anyMatch(PbftMessage.Certified.class::isInstance);
        assertThat(to(3, node.receive(3, new PbftMessage.Progress(0, true, 0, 0, false, Optional.empty()))))
                .as("not again at once")
                .isEmpty();
    }
}
