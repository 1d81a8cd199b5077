package dev.quire.lightclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.ConsensusMode;
import dev.quire.block.MemberSet;
import dev.quire.hash.Hash;
import dev.quire.receipt.Anchor;
import dev.quire.receipt.EvidenceVerifier;
import dev.quire.receipt.HeaderProof;
import dev.quire.receipt.Policy;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.receipt.Verification;
import dev.quire.receipt.Verification.Reason;
import dev.quire.signature.StrictEd25519;
import dev.quire.testdata.TestChain;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LightClientTest {
    private static final int LENGTH = 9;

    private final Map<List<Object>, Boolean> known = new HashMap<>();
    private final ReceiptVerifier verifier = new ReceiptVerifier((key, message, signature) -> known.computeIfAbsent(
            List.of(key, message, signature), asked -> StrictEd25519.verifyMember(key, message, signature)));
    private final TestChain chain = chain("");
    private final MemberSet trusted = chain.members(0);
    private final LightClient fresh = LightClient.of(verifier, chain.chainId(), trusted, Policy.any());

    /** Nine blocks, other members from block 6 on; with a note, blocks from 4 on are others. */
    private static TestChain chain(String note) {
        TestChain chain =
                new TestChain("light", ConsensusMode.BFT, 0, 4).block().block().block();
        MemberSet next = chain.memberSet(ConsensusMode.BFT, 2, 4);
        chain.block(note).blockThatChangesTo(next);
        while (chain.length() <= LENGTH) {
            chain.block();
        }
        return chain;
    }

    private static TrustedHead advanced(Step step) {
        return ((Step.Advanced) step).head();
    }

    @Test
    void everyBlockIsReachedFromEveryOlderOne() {
        for (int from = 0; from <= LENGTH; from++) {
            LightClient start = from == 0 ? fresh : fresh.at(advanced(fresh.follow(chain.headerProof(0, from))));
            assertThat(start.nextProofFrom()).isEqualTo(from);
            for (int to = Math.max(1, from); to <= LENGTH; to++) {
                Step step = start.follow(chain.headerProof(from, to));
                assertThat(start.follow(sinceHead(from, to))).isEqualTo(step);
                if (from == to) {
                    assertThat(step).isEqualTo(new Step.Known());
                } else {
                    TrustedHead head = advanced(step);
                    assertThat(head.header()).isEqualTo(chain.header(to));
                    assertThat(head.members()).isEqualTo(chain.members(to));
                }
            }
        }
    }

    /** With the member sets from the trusted head's on alone. */
    private HeaderProof sinceHead(int from, int to) {
        HeaderProof whole = chain.headerProof(from, to);
        return new HeaderProof(
                whole.header(),
                new Anchor(
                        whole.anchor().header(),
                        whole.anchor().certificate(),
                        whole.anchor().historyPath(),
                        whole.anchor().memberSets().stream()
                                .filter(link -> link.header().height() >= from)
                                .toList()),
                whole.consistencyPath());
    }

    @Test
    void aRewrittenHistoryIsAForkThatEverybodyCanCheck() throws Exception {
        TestChain rewritten = chain("rewritten");
        LightClient client = fresh.at(advanced(fresh.follow(chain.headerProof(0, 5))));
        for (int to = 5; to <= LENGTH; to++) {
            Step step = client.follow(rewritten.headerProof(5, to));
            Fork fork = ((Step.Forked) step).fork();
            assertThat(fork.verify(verifier, trusted, Policy.any())).isEmpty();
            assertThat(Fork.decode(fork.encoded())).isEqualTo(fork);
            assertThat(fork.conflictingCertificates().isPresent()).isEqualTo(to == 5);
            fork.conflictingCertificates()
                    .ifPresent(evidence -> assertThat(
                                    new EvidenceVerifier().verify(evidence, chain.chainId(), chain.members(5)))
                            .isEmpty());
        }
        assertThat(client.follow(rewritten.headerProof(3, 8)))
                .as("it does not begin at the trusted head")
                .isInstanceOf(Step.Refused.class);
    }

    @Test
    void aNodeThatIsBehindIsComparedWithOneThatIsNot() {
        TestChain rewritten = chain("rewritten");
        LightClient client = fresh.at(advanced(fresh.follow(chain.headerProof(0, 9))));
        assertThat(client.compare(chain.headerProof(0, 7), chain.headerProof(7, 9)))
                .isEqualTo(new Step.Known());
        Step step = client.compare(rewritten.headerProof(0, 7), chain.headerProof(7, 9));
        assertThat(((Step.Forked) step).fork().verify(verifier, trusted, Policy.any()))
                .isEmpty();
        assertThat(client.compare(rewritten.headerProof(0, 3), chain.headerProof(3, 9)))
                .as("before the histories part")
                .isEqualTo(new Step.Known());
        assertThatThrownBy(() -> client.compare(chain.headerProof(0, 7), chain.headerProof(6, 9)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Whoever has both histories could otherwise show of each what suits, and no two would ever be compared. */
    @Test
    void aNodeIsComparedWithTheHistoryOfTheHeadAlone() {
        TestChain rewritten = chain("rewritten");
        LightClient client = fresh.at(advanced(fresh.follow(chain.headerProof(0, 9))));
        HeaderProof behind = rewritten.headerProof(0, 7);
        assertReason(Reason.BLOCK_NOT_IN_HISTORY, client.compare(behind, rewritten.headerProof(7, 8)));
        Step step = client.compare(behind, rewritten.headerProof(7, 9));
        assertThat(((Step.Forked) step).fork().first().header()).isEqualTo(chain.header(9));
        assertThat(client.ownHistory(chain.headerProof(7, 9))).isEqualTo(new Step.Known());
    }

    @Test
    void whatDoesNotHoldLeadsNowhere() {
        TestChain other =
                new TestChain("another", ConsensusMode.BFT, 0, 4).block().block();
        assertReason(Reason.FOREIGN_CHAIN, fresh.follow(other.headerProof(0, 2)));
        assertReason(Reason.BLOCK_NOT_IN_HISTORY, fresh.follow(chain.headerProof(1, 2)));
        LightClient client = fresh.at(advanced(fresh.follow(chain.headerProof(0, 3))));
        HeaderProof right = chain.headerProof(3, 5);
        assertReason(
                Reason.REWRITTEN_HISTORY,
                client.follow(new HeaderProof(right.header(), right.anchor(), List.of(Hash.ZERO))));
        assertReason(Reason.WRONG_MEMBER_SET, client.follow(withoutLinks(chain.headerProof(3, 8))));
        LightClient strict =
                LightClient.of(verifier, chain.chainId(), trusted, new Policy(ConsensusMode.BFT, 4, Optional.empty()));
        assertReason(Reason.BELOW_POLICY, strict.follow(chain.headerProof(0, 3)));
    }

    private static HeaderProof withoutLinks(HeaderProof proof) {
        return new HeaderProof(
                proof.header(),
                new Anchor(
                        proof.anchor().header(),
                        proof.anchor().certificate(),
                        proof.anchor().historyPath(),
                        List.of()),
                proof.consistencyPath());
    }

    private static void assertReason(Reason reason, Step step) {
        assertThat(step)
                .isInstanceOfSatisfying(
                        Step.Refused.class,
                        refused -> assertThat(refused.why().reason()).isEqualTo(reason));
    }

    @Test
    void receiptsAreCheckedForTheMembersOfTheHead() throws Exception {
        LightClient client = fresh.at(advanced(fresh.follow(chain.headerProof(0, 8))));
        assertThat(client.verify(withoutLinks(chain.headerProof(7, 9))).isValid())
                .isTrue();
        assertThat(client.verify(chain.headerProof(7, 9)).isValid()).isTrue();
        assertThat(fresh.verify(withoutLinks(chain.headerProof(7, 9)))).isInstanceOf(Verification.Invalid.class);
        TrustedHead head = client.head().orElseThrow();
        assertThat(TrustedHead.decode(head.encoded())).isEqualTo(head);
        assertThat(verifier.verify(head.proof(), head.members(), Policy.any()).isValid())
                .isTrue();
    }

    @Test
    void proofsThatMayBothHoldAreNoFork() {
        HeaderProof one = chain.headerProof(3, 5);
        assertThatThrownBy(() -> new Fork(one, chain.headerProof(3, 6))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Fork(one, chain.headerProof(4, 6))).isInstanceOf(IllegalArgumentException.class);
    }
}
