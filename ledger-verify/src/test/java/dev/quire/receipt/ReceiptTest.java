package dev.quire.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.Certificate.MemberSignature;
import dev.quire.block.ConsensusMode;
import dev.quire.block.MemberSet;
import dev.quire.block.ResultLeaf;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import dev.quire.receipt.Verification.Invalid;
import dev.quire.receipt.Verification.Reason;
import dev.quire.receipt.Verification.Valid;
import dev.quire.receipt.Verification.ValidState;
import dev.quire.signature.StrictEd25519;
import dev.quire.testdata.TestChain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReceiptTest {
    private final TestChain chain = new TestChain("test", ConsensusMode.BFT, 0, 4)
            .block()
            .block()
            .block()
            .block()
            .block();
    private final MemberSet trusted = chain.members(0);

    @Test
    void everyTransactionUnderEveryAnchorIsProven() {
        for (int height = 1; height <= 5; height++) {
            for (int anchor = height; anchor <= 5; anchor++) {
                for (int index = 0; index < 3; index++) {
                    assertThat(chain.receipt(height, index, anchor).verify(trusted))
                            .isEqualTo(new Valid(
                                    index == 1 ? 42 : 0,
                                    height,
                                    1_700_000_000_000_000L + height,
                                    ConsensusMode.BFT,
                                    3));
                }
            }
        }
    }

    @Test
    void aMajorityProvesInCftMode() {
        TestChain raft = new TestChain("raft", ConsensusMode.CFT, 10, 3).block();
        assertThat(raft.receipt(1, 0, 1).verify(raft.members(0)))
                .isEqualTo(new Valid(0, 1, 1_700_000_000_000_001L, ConsensusMode.CFT, 2));
    }

    @Test
    void trustFollowsChangesOfTheMemberSet() {
        Receipt receipt = chainWithThreeSets().receipt(2, 0, 5);
        assertThat(receipt.anchor().memberSets()).hasSize(2);
        assertThat(receipt.verify(trusted)).isInstanceOf(Valid.class);
    }

    private static TestChain chainWithThreeSets() {
        TestChain changing = new TestChain("test", ConsensusMode.BFT, 0, 4);
        return changing.block()
                .blockThatChangesTo(changing.memberSet(ConsensusMode.BFT, 3, 4))
                .block()
                .blockThatChangesTo(changing.memberSet(ConsensusMode.CFT, 20, 3))
                .block();
    }

    @Test
    void aRenewedReceiptIsProvenByItsNewAnchor() {
        Receipt old = chain.receipt(1, 0, 1);
        assertThat(old.renewed(chain.anchor(1, 5))).isEqualTo(chain.receipt(1, 0, 5));
    }

    @Test
    void noMutatedByteIsAccepted() throws Exception {
        Receipt receipt = chainWithThreeSets().receipt(3, 1, 4);
        Map<List<Object>, Boolean> known = new HashMap<>();
        ReceiptVerifier verifier = new ReceiptVerifier((key, message, signature) -> known.computeIfAbsent(
                List.of(key, message, signature), asked -> StrictEd25519.verifyMember(key, message, signature)));
        Bytes encoded = receipt.encoded();
        assertThat(verifier.verify(Receipt.decode(encoded), trusted, Policy.any()))
                .isInstanceOf(Valid.class);
        for (int i = 0; i < encoded.size(); i++) {
            byte[] mutated = encoded.toArray();
            mutated[i] ^= (byte) (1 << i % 8);
            try {
                Receipt decoded = Receipt.decode(Bytes.copyOf(mutated));
                assertThat(verifier.verify(decoded, trusted, Policy.any()))
                        .as("byte %d of %d", i, encoded.size())
                        .isInstanceOf(Invalid.class);
            } catch (MalformedException refused) {
                assertThat(refused).hasMessageContaining(": ");
            }
        }
    }

    @Test
    void foreignChainIsRefused() {
        TestChain other = new TestChain("other", ConsensusMode.BFT, 0, 4).block();
        Receipt foreign = other.receipt(1, 0, 1);
        assertThat(foreign.verify(trusted)).as("same members, chain not asked").isInstanceOf(Valid.class);
        Policy policy = Policy.any().ofChain(chain.chainId());
        assertReason(new ReceiptVerifier().verify(foreign, trusted, policy), Reason.FOREIGN_CHAIN);
        Receipt own = chain.receipt(1, 0, 1);
        assertReason(with(own, foreign.header(), own.anchor()).verify(trusted), Reason.FOREIGN_CHAIN);
        assertReason(own.renewed(foreign.anchor()).verify(trusted), Reason.FOREIGN_CHAIN);
    }

    @Test
    void wrongIndexIsRefused() {
        Receipt right = chain.receipt(2, 0, 5);
        for (int index : List.of(1, 2, 3, Integer.MAX_VALUE)) {
            Receipt wrong = new Receipt(
                    right.transaction(),
                    index,
                    right.resultLeaf(),
                    right.txPath(),
                    right.resultPath(),
                    right.header(),
                    right.anchor());
            assertReason(wrong.verify(trusted), Reason.TRANSACTION_NOT_IN_BLOCK);
        }
    }

    @Test
    void resultOfAnotherTransactionIsRefused() {
        Receipt right = chain.receipt(2, 0, 5);
        Receipt other = chain.receipt(2, 1, 5);
        assertReason(with(right, other.resultLeaf(), other.resultPath()).verify(trusted), Reason.RESULT_OF_ANOTHER);
        ResultLeaf leaf = right.resultLeaf();
        ResultLeaf forged =
                new ResultLeaf(leaf.index(), leaf.txId(), 7, leaf.outputHash(), leaf.eventsHash(), leaf.writeDigest());
        assertReason(with(right, forged, right.resultPath()).verify(trusted), Reason.RESULT_NOT_IN_BLOCK);
    }

    @Test
    void swappedRootsAndPathsAreRefused() {
        Receipt right = chain.receipt(2, 0, 5);
        Receipt swapped = new Receipt(
                right.transaction(),
                0,
                right.resultLeaf(),
                right.resultPath(),
                right.txPath(),
                right.header(),
                right.anchor());
        assertReason(swapped.verify(trusted), Reason.TRANSACTION_NOT_IN_BLOCK);
        BlockHeader h = right.header();
        BlockHeader roots = new BlockHeader(
                h.chainId(),
                h.height(),
                h.timeMicros(),
                h.previousHash(),
                h.lastCertHeight(),
                h.lastCertHash(),
                h.proposer(),
                h.resultRoot(),
                h.txCount(),
                h.txRoot(),
                h.stateRoot(),
                h.historyRoot(),
                h.memberSetHash(),
                h.nextMemberSetHash(),
                h.parametersHash(),
                h.pluginVersions(),
                h.extensions());
        assertReason(with(right, roots, right.anchor()).verify(trusted), Reason.TRANSACTION_NOT_IN_BLOCK);
    }

    @Test
    void truncatedPathsAreRefused() {
        Receipt right = chain.receipt(2, 0, 5);
        List<Hash> shorter = right.txPath().subList(0, right.txPath().size() - 1);
        Receipt truncated = new Receipt(
                right.transaction(),
                0,
                right.resultLeaf(),
                shorter,
                right.resultPath(),
                right.header(),
                right.anchor());
        assertReason(truncated.verify(trusted), Reason.TRANSACTION_NOT_IN_BLOCK);
        Anchor anchor = right.anchor();
        Anchor cut = new Anchor(
                anchor.header(),
                anchor.certificate(),
                anchor.historyPath().subList(1, anchor.historyPath().size()),
                List.of());
        assertReason(right.renewed(cut).verify(trusted), Reason.BLOCK_NOT_IN_HISTORY);
    }

    @Test
    void anAnchorBelowOrBesideTheBlockIsRefused() {
        Receipt right = chain.receipt(3, 0, 3);
        assertReason(right.renewed(chain.anchor(2, 2)).verify(trusted), Reason.BLOCK_NOT_IN_HISTORY);
        assertReason(right.renewed(chain.anchor(2, 5)).verify(trusted), Reason.BLOCK_NOT_IN_HISTORY);
        Anchor withPath = new Anchor(chain.header(3), chain.certificate(3), List.of(Hash.ZERO), List.of());
        assertReason(right.renewed(withPath).verify(trusted), Reason.BLOCK_NOT_IN_HISTORY);
    }

    @Test
    void tooFewSignaturesAreRefused() {
        assertReason(certified(chain.certificate(3, 0, 1)).verify(trusted), Reason.TOO_FEW_SIGNATURES);
        assertReason(certified(chain.certificate(3)).verify(chain.members(0)), null);
        Policy all = new Policy(ConsensusMode.BFT, 4, Optional.empty());
        ReceiptVerifier verifier = new ReceiptVerifier();
        assertReason(verifier.verify(certified(chain.certificate(3)), trusted, all), Reason.BELOW_POLICY);
        assertReason(verifier.verify(certified(chain.certificate(3, 0, 1, 2, 3)), trusted, all), null);
    }

    @Test
    void aWeakerModeThanAskedIsRefusedAnywhereInTheChainOfTrust() {
        TestChain raft = new TestChain("raft", ConsensusMode.CFT, 10, 3);
        raft.blockThatChangesTo(raft.memberSet(ConsensusMode.BFT, 0, 4)).block();
        Policy bft = new Policy(ConsensusMode.BFT, 0, Optional.empty());
        Receipt receipt = raft.receipt(2, 0, 2);
        assertReason(receipt.verify(raft.members(0)), null);
        assertReason(new ReceiptVerifier().verify(receipt, raft.members(0), bft), Reason.BELOW_POLICY);
    }

    @Test
    void repeatedSignersHaveNoForm() throws Exception {
        Certificate certificate = chain.certificate(3);
        List<MemberSignature> repeated = new ArrayList<>(certificate.signatures());
        repeated.set(1, repeated.get(0));
        assertThatThrownBy(() -> new Certificate(
                        certificate.mode(),
                        3,
                        certificate.blockHash(),
                        certificate.view(),
                        certificate.memberSetHash(),
                        repeated))
                .isInstanceOf(IllegalArgumentException.class);
        byte[] encoded = certificate.encoded().toArray();
        int first = encoded.length - 3 * 66;
        System.arraycopy(encoded, first, encoded, first + 66, 66);
        assertThatThrownBy(() -> Certificate.decode(Bytes.copyOf(encoded)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("ascend");
    }

    @Test
    void signaturesUnderAnotherNameAreRefused() {
        List<MemberSignature> signatures = chain.certificate(3, 0, 1, 2).signatures();
        List<MemberSignature> renamed = List.of(
                signatures.get(0),
                signatures.get(1),
                new MemberSignature(3, signatures.get(2).signature()));
        assertReason(certified(withSignatures(renamed)).verify(trusted), Reason.BAD_SIGNATURE);
        List<MemberSignature> unknown = List.of(
                signatures.get(0),
                signatures.get(1),
                new MemberSignature(4, signatures.get(2).signature()));
        assertReason(certified(withSignatures(unknown)).verify(trusted), Reason.UNKNOWN_SIGNER);
    }

    private Certificate withSignatures(List<MemberSignature> signatures) {
        Certificate c = chain.certificate(3);
        return new Certificate(c.mode(), c.height(), c.blockHash(), c.view(), c.memberSetHash(), signatures);
    }

    @Test
    void aCertificateOfAnotherBlockIsRefused() {
        assertReason(certified(chain.certificate(4)).verify(trusted), Reason.CERTIFICATE_OF_ANOTHER);
    }

    @Test
    void aSealInAViewIsRefused() {
        TestChain raft = new TestChain("raft", ConsensusMode.CFT, 10, 3).block();
        Certificate seal = raft.certificate(1);
        Certificate inView =
                new Certificate(seal.mode(), 1, seal.blockHash(), 1, seal.memberSetHash(), seal.signatures());
        Receipt receipt = raft.receipt(1, 0, 1).renewed(new Anchor(raft.header(1), inView, List.of(), List.of()));
        assertReason(receipt.verify(raft.members(0)), Reason.WRONG_MODE);
    }

    @Test
    void theWrongMemberSetIsRefused() {
        MemberSet others = chain.memberSet(ConsensusMode.BFT, 1, 4);
        assertReason(chain.receipt(1, 0, 1).verify(others), Reason.WRONG_MEMBER_SET);
        MemberSet sameKeys = new MemberSet(ConsensusMode.CFT, trusted.members());
        assertReason(chain.receipt(1, 0, 1).verify(sameKeys), Reason.WRONG_MEMBER_SET);
    }

    @Test
    void brokenChainsOfMemberSetsAreRefused() {
        TestChain changing = chainWithThreeSets();
        Receipt right = changing.receipt(2, 0, 5);
        List<MemberSetLink> links = right.anchor().memberSets();
        assertReason(linked(right, List.of()).verify(trusted), Reason.WRONG_MEMBER_SET);
        assertReason(linked(right, links.subList(0, 1)).verify(trusted), Reason.WRONG_MEMBER_SET);
        assertReason(linked(right, links.subList(1, 2)).verify(trusted), Reason.WRONG_MEMBER_SET);
        List<MemberSetLink> backwards = List.of(links.get(1), links.get(0));
        assertReason(linked(right, backwards).verify(trusted), Reason.BROKEN_MEMBER_SET_CHAIN);
        List<MemberSetLink> repeated = List.of(links.get(0), links.get(0), links.get(1));
        assertReason(linked(right, repeated).verify(trusted), Reason.BROKEN_MEMBER_SET_CHAIN);
        MemberSetLink first = links.get(0);
        MemberSetLink liar =
                new MemberSetLink(first.header(), first.certificate(), changing.memberSet(ConsensusMode.BFT, 30, 4));
        assertReason(linked(right, List.of(liar)).verify(trusted), Reason.BROKEN_MEMBER_SET_CHAIN);
        MemberSetLink uncertified = new MemberSetLink(first.header(), changing.certificate(1), first.newSet());
        assertReason(linked(right, List.of(uncertified)).verify(trusted), Reason.CERTIFICATE_OF_ANOTHER);
    }

    @Test
    void whoTrustsALaterMemberSetBeginsThere() {
        TestChain changing = chainWithThreeSets();
        Receipt right = changing.receipt(2, 0, 5);
        List<MemberSetLink> links = right.anchor().memberSets();
        for (int height = 0; height <= 5; height++) {
            assertReason(right.verify(changing.members(height)), null);
        }
        MemberSet second = links.get(0).newSet();
        MemberSetLink unsigned = new MemberSetLink(
                links.get(1).header(), changing.certificate(1), links.get(1).newSet());
        assertReason(linked(right, List.of(links.get(0), unsigned)).verify(second), Reason.CERTIFICATE_OF_ANOTHER);
        assertReason(linked(right, links.subList(0, 1)).verify(second), Reason.WRONG_MEMBER_SET);
        assertReason(right.verify(changing.memberSet(ConsensusMode.BFT, 30, 4)), Reason.WRONG_MEMBER_SET);
        MemberSetLink twice = links.get(1);
        assertReason(linked(right, List.of(twice, twice)).verify(second), Reason.BROKEN_MEMBER_SET_CHAIN);
    }

    /** A small file must not fill the memory of who checks it. */
    @Test
    void aThousandTimesTheSameQuestionIsRefused() {
        TreeMap<StateKey, Bytes> state = new TreeMap<>();
        for (int i = 0; i < 1_100; i++) {
            state.put(new StateKey(7, Bytes.utf8("key " + i)), Bytes.EMPTY);
        }
        TestChain large = new TestChain("test", ConsensusMode.BFT, 0, 4).blockWith(state);
        KeyRange all = KeyRange.startingAt(new StateKey(0, Bytes.EMPTY));
        StateReceipt once = large.stateReceipt(1, 1, all);
        assertThat(new ReceiptVerifier().verify(asking(once, 100), trusted, Policy.any()))
                .isInstanceOfSatisfying(
                        ValidState.class,
                        valid -> assertThat(valid.answers())
                                .allSatisfy(
                                        answer -> assertThat(answer.entries()).hasSize(1_100)));
        assertReason(
                new ReceiptVerifier().verify(asking(once, StateReceipt.MAX_QUESTIONS), trusted, Policy.any()),
                Reason.NOT_COVERED);
    }

    private static StateReceipt asking(StateReceipt receipt, int times) {
        List<KeyRange> asked = Collections.nCopies(times, receipt.asked().get(0));
        return new StateReceipt(asked, receipt.stateProof(), receipt.header(), receipt.anchor());
    }

    private Receipt certified(Certificate certificate) {
        return chain.receipt(3, 0, 3).renewed(new Anchor(chain.header(3), certificate, List.of(), List.of()));
    }

    private static Receipt linked(Receipt receipt, List<MemberSetLink> links) {
        Anchor anchor = receipt.anchor();
        return receipt.renewed(new Anchor(anchor.header(), anchor.certificate(), anchor.historyPath(), links));
    }

    private static Receipt with(Receipt r, BlockHeader header, Anchor anchor) {
        return new Receipt(r.transaction(), r.index(), r.resultLeaf(), r.txPath(), r.resultPath(), header, anchor);
    }

    private static Receipt with(Receipt r, ResultLeaf leaf, List<Hash> path) {
        return new Receipt(r.transaction(), r.index(), leaf, r.txPath(), path, r.header(), r.anchor());
    }

    /** @param reason null where it must be valid */
    private static void assertReason(Verification verification, Reason reason) {
        if (reason == null) {
            assertThat(verification).isInstanceOf(Valid.class);
        } else {
            assertThat(verification)
                    .isInstanceOfSatisfying(
                            Invalid.class,
                            invalid -> assertThat(invalid.reason())
                                    .as(invalid.explanation())
                                    .isEqualTo(reason));
        }
    }
}
