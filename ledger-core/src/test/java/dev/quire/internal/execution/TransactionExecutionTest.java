package dev.quire.internal.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.TransactionResult;
import dev.quire.merkle.NotCoveredException;
import dev.quire.merkle.StateHashes;
import dev.quire.merkle.StateKey;
import dev.quire.receipt.Policy;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.receipt.Verification;
import dev.quire.spi.state.Event;
import dev.quire.spi.state.Outcome;
import dev.quire.spi.state.TxContext;
import dev.quire.spi.state.TxStatus;
import dev.quire.spi.store.Column;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TransactionExecutionTest {
    private final TestChain chain = TestChain.raft();

    private TransactionResult result(String... lines) {
        return chain.apply(chain.script((int) chain.executor.appliedHeight(), lines))
                .results()
                .get(0);
    }

    private Bytes stored(String key) {
        return new PluginState(ScriptStateMachine.ID, chain.store)
                .get(Bytes.utf8(key))
                .orElse(Bytes.utf8("-"));
    }

    @Test
    void theLeafCommitsToOutputEventsAndWrites() {
        TransactionResult result = result("put b 2", "delete a", "emit t data", "get b");
        Bytes digest = new CanonicalWriter()
                .bytes(new StateKey(ScriptStateMachine.ID, Bytes.utf8("a")).fullKey())
                .u8(0)
                .bytes(new StateKey(ScriptStateMachine.ID, Bytes.utf8("b")).fullKey())
                .u8(1)
                .fixed(new StateHashes().value(Bytes.utf8("2")).bytes())
                .toBytes();
        assertThat(result.output()).isEqualTo(Bytes.utf8("2"));
        assertThat(result.events()).containsExactly(new Event("t", Bytes.utf8("data")));
        assertThat(result.leaf().writeDigest()).isEqualTo(Domain.WRITE_SET.hash(digest));
        assertThat(result.leaf().outputHash()).isEqualTo(Domain.OUTPUT.hash(Bytes.utf8("2")));
        assertThat(result.leaf().eventsHash())
                .isEqualTo(Domain.EVENTS.hash(new CanonicalWriter()
                        .u32(1)
                        .bytes(Bytes.utf8("t"))
                        .bytes(Bytes.utf8("data"))
                        .toBytes()));
    }

    @Test
    void aRefusalLeavesNothingBehind() {
        TransactionResult result = result("put a 1", "emit t x", "refuse 5");
        assertThat(result.leaf().outcomeCode()).isEqualTo(5);
        assertThat(result.output()).isEqualTo(Bytes.EMPTY);
        assertThat(result.events()).isEmpty();
        assertThat(stored("a")).isEqualTo(Bytes.utf8("-"));
    }

    @Test
    void whoeverUsesTooMuchIsRefusedWhateverItMakesOfIt() {
        assertThat(result("spin " + (Budget.MAX_STEPS - 1)).leaf().outcomeCode())
                .isZero();
        assertThat(result("put a 1", "spin " + Budget.MAX_STEPS).leaf().outcomeCode())
                .isEqualTo(Outcome.OVER_BUDGET);
        assertThat(result("put a 1", "spin-on " + Budget.MAX_STEPS).leaf().outcomeCode())
                .isEqualTo(Outcome.OVER_BUDGET);
        assertThat(result("put a 1", "output " + Budget.MAX_WRITTEN_BYTES)
                        .leaf()
                        .outcomeCode())
                .isEqualTo(Outcome.OVER_BUDGET);
        assertThat(stored("a")).isEqualTo(Bytes.utf8("-"));
    }

    @Test
    void aPluginAsksWhetherAnotherKeySignedToo() {
        PublicKey witness = TestChain.key(77);
        Signature signed = KeyedHash.sign(witness, Bytes.utf8("agreed"));
        String verify = "verify " + witness.toHex() + " agreed " + signed;
        assertThat(result(verify).output()).isEqualTo(Bytes.utf8("true"));
        assertThat(result(verify.replace("agreed", "refused")).output()).isEqualTo(Bytes.utf8("false"));
        assertThat(result("chain").output()).isEqualTo(chain.executor.chainId().bytes());
        int most = Budget.MAX_STEPS / TxContext.STEPS_OF_VERIFICATION;
        assertThat(result((verify + "\n").repeat(most - 1)).leaf().applied()).isTrue();
        assertThat(result((verify + "\n").repeat(most)).leaf().outcomeCode()).isEqualTo(Outcome.OVER_BUDGET);
    }

    @Test
    void keysValuesAndTopicsHaveLimits() {
        chain.build(
                chain.script(1, "put " + "k".repeat(65) + " v"),
                chain.script(2, "put  v"),
                chain.script(3, "fill k " + (256 * 1024 + 1)),
                chain.script(4, "emit " + "t".repeat(65) + " x"),
                chain.script(5, "emit é x"));
        assertThat(chain.failed).hasSize(5).allMatch(e -> e instanceof IllegalArgumentException);
        assertThat(result("put " + "k".repeat(64) + " v", "fill v " + 256 * 1024)
                        .leaf()
                        .applied())
                .isTrue();
    }

    @Test
    void aRangeSeesAllLayers() {
        chain.apply(chain.script(1, "put a 1", "put c 1", "put e 1"));
        Block two = chain.build(chain.script(2, "put b 1", "delete c"));
        Block three = chain.buildOn(
                two.hash(), chain.script(3, "put d 1"), chain.script(4, "put f 1", "delete a", "count a z"));
        chain.commit(two);
        assertThat(chain.commit(three).results().get(1).output()).isEqualTo(Bytes.utf8("5"));
    }

    @Test
    void seenIdsAreKeptByTheMinuteAndForgottenWhenTheyAreOver() {
        long minute = 60 * TestChain.SECOND;
        long first = TestChain.START / minute * minute + minute;
        chain.apply(chain.until(1, first), chain.until(2, first + minute - 1), chain.until(3, first + minute));
        Bytes one = chain.store.content(Column.STATE).get(SeenIds.key(first));
        assertThat(SeenIds.Minute.decode(one).count()).isEqualTo(2);
        BuildRequest later = new BuildRequest(
                chain.executor.appliedHash(), List.of(), first + minute, TestChain.key(1), Optional.empty(), true);
        chain.commit(chain.build(later));
        assertThat(chain.store.content(Column.STATE)).doesNotContainKey(SeenIds.key(first));
        assertThat(chain.store.content(Column.STATE)).containsKey(SeenIds.key(first + minute));
    }

    @Test
    void receiptsVerifyOnceTheirBlockOrALaterOneIsCertified() throws IOException {
        for (int height = 1; height <= 9; height++) {
            chain.apply(
                    chain.script(10 * height, "put a " + height),
                    chain.script(10 * height + 1, "refuse 3"),
                    chain.script(10 * height + 2, "get a"));
        }
        Certificate seven = chain.certify(chain.committed.get(7L).header(), 3);
        chain.executor.commitCertificate(seven);
        ReceiptVerifier verifier = new ReceiptVerifier(new KeyedHash()::verifyMember);
        for (long height = 1; height <= 7; height++) {
            for (int index = 0; index < 3; index++) {
                var id = chain.committed.get(height).transactions().get(index).id();
                Receipt receipt = chain.reader().receipt(id).orElseThrow();
                int code = index == 1 ? 3 : 0;
                assertThat(chain.reader().status(id)).isEqualTo(new TxStatus.Committed(height, index, code));
                assertThat(verifier.verify(receipt, chain.genesis.members(), Policy.any()))
                        .isInstanceOfSatisfying(
                                Verification.Valid.class,
                                valid -> assertThat(valid.outcomeCode()).isEqualTo(code));
            }
        }
        var uncertified = chain.committed.get(8L).transactions().get(0).id();
        assertThat(chain.reader().receipt(uncertified)).isEmpty();
        assertThat(chain.reader().status(Hash.ZERO)).isEqualTo(new TxStatus.Unknown());
        assertThat(chain.reader().appliedBlock(4).orElseThrow().results()).hasSize(3);
    }

    @Test
    void appliedStateIsProvenByItsHeader() throws NotCoveredException {
        chain.apply(chain.script(1, "put a 1", "put b 2"));
        StateKey a = new StateKey(ScriptStateMachine.ID, Bytes.utf8("a"));
        StateKey none = new StateKey(ScriptStateMachine.ID, Bytes.utf8("none"));
        var proven = AppliedState.prove(chain.store, List.of(a, none))
                .verify(chain.reader().appliedHeader().stateRoot())
                .orElseThrow();
        assertThat(proven.entry(a).orElseThrow().value()).contains(Bytes.utf8("1"));
        assertThat(proven.entry(none)).isEmpty();
    }
}
