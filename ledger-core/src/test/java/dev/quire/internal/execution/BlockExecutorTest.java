package dev.quire.internal.execution;

import static dev.quire.internal.execution.TestChain.SECOND;
import static dev.quire.internal.execution.TestChain.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Rejection;
import dev.quire.block.ResultLeaf;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.AppliedBlock;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.spi.consensus.BrokenInvariantException;
import dev.quire.spi.consensus.Verdict;
import dev.quire.spi.store.Column;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BlockExecutorTest {
    private final TestChain leader = TestChain.raft();
    private final TestChain follower = TestChain.raft();

    private void assertSameStores(TestChain one, TestChain other) {
        for (Column column : Column.values()) {
            assertThat(one.store.content(column)).as("%s", column).isEqualTo(other.store.content(column));
        }
    }

    @Test
    void startsWithBlockZero() {
        assertThat(leader.executor.appliedHeight()).isZero();
        assertThat(leader.executor.appliedHash()).isEqualTo(leader.executor.chainId());
        assertThat(new PluginState(ScriptStateMachine.ID, leader.store).get(Bytes.utf8("born")))
                .contains(Bytes.utf8("yes"));
        assertThat(GenesisBlock.make(leader.genesis, leader.plugins)).isEqualTo(leader.executor.genesisBlock());
    }

    @Test
    void whatOneBuildsAnotherFindsValidAndStoresAlike() {
        for (int height = 1; height <= 20; height++) {
            Block block = leader.build(
                    leader.script(height, "put a" + height % 3 + " v" + height, "emit changed " + height),
                    leader.script(100 + height, "delete a" + (height + 1) % 3, "get a" + height % 3),
                    leader.script(200 + height, "put lost x", "refuse 9"));
            follower.assertValid(block);
            assertThat(follower.commit(block)).isEqualTo(leader.commit(block));
        }
        assertThat(leader.executor.appliedHeight()).isEqualTo(20);
        assertSameStores(leader, follower);
    }

    @Test
    void replayFromTheJournalGivesTheSameStore() throws IOException {
        for (int height = 1; height <= 5; height++) {
            leader.apply(leader.script(height, "put k" + height + " v", "delete k" + (height - 1)));
        }
        for (Block block : leader.committed.tailMap(1L).values()) {
            AppliedBlock applied = follower.executor.replay(block);
            assertThat(applied.block()).isEqualTo(block);
        }
        assertSameStores(leader, follower);
    }

    @Test
    void reopensWhereTheStoreStands() {
        leader.apply(leader.script(1, "put a b"));
        BlockExecutor again = leader.reopened();
        assertThat(again.appliedHeight()).isEqualTo(1);
        assertThat(again.appliedHash()).isEqualTo(leader.executor.appliedHash());
        Block next = leader.build(leader.script(2, "put a c"));
        assertThat(again.validate(next, Optional.empty())).isEqualTo(new Verdict.Valid());
    }

    @Test
    void refusesTheStoreOfAnotherChain() {
        TestChain other = new TestChain(
                TestChain.genesis(ConsensusMode.BFT), new KeyValueStateMachine(), new ScriptStateMachine());
        other.store.content(Column.META).putAll(leader.store.content(Column.META));
        assertThatThrownBy(other::reopened)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(leader.executor.chainId().toHex())
                .hasMessageContaining(other.executor.chainId().toHex());
    }

    @Test
    void aFailedWriteChangesNothing() {
        Block block = leader.build(leader.script(1, "put a b"));
        leader.store.failWrites(true);
        assertThatThrownBy(() -> leader.executor.commit(block.hash())).isInstanceOf(IOException.class);
        leader.store.failWrites(false);
        assertThat(leader.executor.appliedHeight()).isZero();
        leader.commit(block);
        assertThat(leader.executor.appliedHeight()).isEqualTo(1);
    }

    @Test
    void aFailureOfTheStoreIsNotThePluginsDefect() {
        Block block = leader.build(leader.script(1, "spin-on 1"));
        follower.store.failReads(true);
        assertThatThrownBy(() -> follower.validate(block)).hasMessage("broken on purpose");
        assertThat(leader.failed).isEmpty();
    }

    @Test
    void commitDropsRivalsAndKeepsDescendants() {
        Hash zero = leader.executor.appliedHash();
        Block one = leader.buildOn(zero, leader.script(1, "put a 1"));
        Block rival = leader.buildOn(zero, leader.script(2, "put a 2"));
        Block onRival = leader.buildOn(rival.hash(), leader.script(3, "put b 2"));
        Block two = leader.buildOn(one.hash(), leader.script(4, "get a"));
        Block three = leader.buildOn(two.hash(), leader.script(5, "get a", "put c 3"));
        leader.commit(one);
        assertThat(List.of(one, two, three)).allMatch(block -> leader.executor.isKnown(block.hash()));
        assertThat(List.of(rival, onRival)).noneMatch(block -> leader.executor.isKnown(block.hash()));
        assertThat(leader.executor.isKnown(zero)).isFalse();
        AppliedBlock applied = leader.commit(two);
        assertThat(applied.results().get(0).output()).isEqualTo(Bytes.utf8("1"));
        leader.commit(three);
        follower.assertValid(one);
        follower.assertValid(two);
        follower.assertValid(three);
        List.of(one, two, three).forEach(follower::commit);
        assertSameStores(leader, follower);
    }

    @Test
    void commitOfWhatIsNotOnTheNewestBlockStopsTheNode() {
        Block one = leader.build(leader.script(1, "put a 1"));
        Block two = leader.buildOn(one.hash(), leader.script(2, "put a 2"));
        assertThatThrownBy(() -> leader.executor.commit(two.hash())).isInstanceOf(BrokenInvariantException.class);
        assertThatThrownBy(() -> leader.executor.commit(Hash.ZERO)).isInstanceOf(BrokenInvariantException.class);
    }

    @Test
    void aTransactionEntersEachBranchOnce() {
        Transaction transaction = leader.script(1, "put a 1");
        Hash zero = leader.executor.appliedHash();
        Block one = leader.buildOn(zero, transaction, transaction);
        assertThat(one.transactions()).containsExactly(transaction);
        assertThat(leader.buildOn(one.hash(), transaction).transactions()).isEmpty();
        assertThat(leader.rejected).as("it may still come back with its branch").isEmpty();
        Block rival = leader.build(new BuildRequest(
                zero, List.of(transaction), START + 9 * SECOND, TestChain.key(2), Optional.empty(), false));
        assertThat(rival.transactions()).containsExactly(transaction);
        leader.commit(one);
        assertThat(leader.build(transaction).transactions()).isEmpty();
        assertThat(leader.rejected).containsExactly(Rejection.DUPLICATE);
    }

    @Test
    void anExpiredOrForeignCandidateIsReported() {
        leader.build(
                leader.until(1, START),
                leader.until(2, START + 25 * 3600 * SECOND),
                TestChain.sign(leader.unsigned(3, START + 60 * SECOND, 99, Bytes.EMPTY)));
        assertThat(leader.rejected)
                .containsExactly(Rejection.EXPIRED, Rejection.VALID_TOO_LONG, Rejection.UNKNOWN_PLUGIN);
    }

    @Test
    void aPluginsDefectCostsTheTransactionWhileBuilding() {
        Block block =
                leader.build(leader.script(1, "put a 1", "break"), leader.script(2, "get a"), leader.script(3, "null"));
        assertThat(block.transactions()).hasSize(1);
        assertThat(leader.failed).hasSize(2);
        assertThat(leader.commit(block).results().get(0).output()).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void nothingToProposeIsNoBlockUnlessAskedFor() {
        BuildRequest request = leader.request(leader.executor.appliedHash());
        assertThat(leader.executor.build(request, leader)).isPresent();
        BuildRequest wanting =
                new BuildRequest(request.parentHash(), List.of(), START, TestChain.key(1), Optional.empty(), false);
        assertThat(leader.executor.build(wanting, leader)).isEmpty();
        assertThat(leader.executor.build(leader.request(Hash.ZERO), leader))
                .as("the parent is not known")
                .isEmpty();
    }

    @Test
    void timeGrowsEvenIfTheClockStandsBack() {
        BuildRequest early = new BuildRequest(
                leader.executor.appliedHash(), List.of(), START - 5, TestChain.key(1), Optional.empty(), true);
        assertThat(leader.build(early).header().timeMicros()).isEqualTo(START + 1);
    }

    @Test
    void aNewerCertificateTravelsInTheBodyOnce() throws IOException {
        Block one = leader.build(leader.script(1, "put a 1"));
        follower.assertValid(one);
        follower.commit(one);
        leader.commit(one);
        Certificate certificate = leader.certify(one.header(), 3);
        leader.executor.commitCertificate(certificate);
        assertThat(leader.reader().newestCertificate()).contains(certificate);
        BuildRequest request = new BuildRequest(
                one.hash(), List.of(), START + 5 * SECOND, TestChain.key(1), Optional.of(certificate), true);
        Block two = leader.build(request);
        assertThat(two.lastCertificate()).contains(certificate);
        follower.assertValid(two);
        Block three = leader.build(new BuildRequest(
                two.hash(), List.of(), START + 6 * SECOND, TestChain.key(1), Optional.of(certificate), true));
        assertThat(three.lastCertificate()).isEmpty();
        assertThat(three.header().lastCertHeight()).isEqualTo(1);
        follower.assertValid(three);
    }

    @Test
    void aCertificateOfAnotherBlockAtAnAppliedHeightStopsTheNode() {
        Block one = leader.build(leader.script(1, "put a 1"));
        Block rival = leader.build(leader.script(2, "put a 2"));
        leader.commit(one);
        assertThatThrownBy(() -> leader.executor.commitCertificate(leader.certify(rival.header(), 3)))
                .isInstanceOf(BrokenInvariantException.class);
    }

    @Test
    void aBftBlockWaitsForItsCertificate() {
        TestChain bft = new TestChain(
                TestChain.genesis(ConsensusMode.BFT), new KeyValueStateMachine(), new ScriptStateMachine());
        Block one = bft.build();
        Block two = bft.buildOn(one.hash());
        assertThat(bft.executor.build(bft.request(two.hash()), bft)).isEmpty();
        Certificate certificate = bft.certify(one.header(), 3);
        assertThat(bft.executor.build(
                        new BuildRequest(
                                two.hash(), List.of(), START + 9, TestChain.key(1), Optional.of(certificate), true),
                        bft))
                .isPresent();
    }

    @Test
    void aPluginThatIsNotDeterministicIsFoundWithItsTransaction() {
        TestChain drunk = new TestChain(leader.genesis, new KeyValueStateMachine(), new ScriptStateMachine("drunk"));
        Block block = leader.build(leader.script(1, "put a 1"), leader.script(2, "whim w"), leader.script(3, "whim v"));
        assertThat(drunk.validate(block))
                .isInstanceOfSatisfying(
                        Verdict.Diverged.class,
                        found -> assertThat(found.index()).isEqualTo(-1));
        assertThat(drunk.executor.isKnown(block.hash())).isFalse();
        assertThat(drunk.executor.explainDivergence(block.hash(), List.of()))
                .as("leaves that the header does not commit to")
                .isEmpty();
        BlockResults truth = leader.executor.results(block.hash()).orElseThrow();
        Verdict.Diverged explained =
                drunk.executor.explainDivergence(block.hash(), truth.leaves()).orElseThrow();
        assertThat(explained.index()).isEqualTo(1);
        assertThat(explained.explanation())
                .contains(block.transactions().get(1).id().toHex());
        ResultLeaf leaf = truth.leaves().get(1);
        assertThat(drunk.executor.explainWrites(block.hash(), leaf, Bytes.EMPTY))
                .as("a write set that the leaf does not commit to")
                .isEmpty();
        assertThat(drunk.executor.explainWrites(
                        block.hash(), leaf, truth.writeSet(1).orElseThrow()))
                .hasValueSatisfying(text -> assertThat(text)
                        .contains(
                                "height 1",
                                "at index 1",
                                "key " + Bytes.utf8("w").toHex() + " of plugin ")
                        .doesNotContain(Bytes.utf8("v").toHex() + " of plugin"));
        leader.commit(block);
        assertThat(leader.executor.results(block.hash())).contains(truth);
        assertThat(leader.executor.appliedLeaves(1, block.hash())).contains(truth.leaves());
        assertThatThrownBy(() -> drunk.executor.replay(block))
                .isInstanceOf(BrokenInvariantException.class)
                .hasMessageContaining("height 1");
    }

    @Test
    void oldBranchesGoWhenThereAreTooMany() {
        Hash zero = leader.executor.appliedHash();
        Block first = leader.buildOn(zero, leader.script(0, "put a 0"));
        Block child = leader.buildOn(first.hash());
        for (int i = 1; i < Forks.MAX_FORKS + 10; i++) {
            leader.buildOn(zero, leader.script(i, "put a " + i));
        }
        assertThat(leader.executor.isKnown(first.hash())).isFalse();
        assertThat(leader.executor.isKnown(child.hash())).isFalse();
    }
}
