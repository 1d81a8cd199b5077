package dev.quire.lightclient;

import dev.quire.block.MemberSet;
import dev.quire.hash.Hash;
import dev.quire.receipt.Anchor;
import dev.quire.receipt.HeaderProof;
import dev.quire.receipt.MemberSetLink;
import dev.quire.receipt.Policy;
import dev.quire.receipt.Proof;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.receipt.Verification;
import dev.quire.receipt.Verification.Invalid;
import dev.quire.receipt.Verification.Reason;
import java.util.List;
import java.util.Optional;

/**
 * Follows a chain by header proofs, from the members of its beginning or from a head that it once trusted: to the next
 * block or over any distance. Immutable: following gives the next head, and {@link #at} a client that trusts it.
 */
public final class LightClient {
    private final ReceiptVerifier verifier;
    private final MemberSet firstMembers;
    private final Policy policy;
    private final Optional<TrustedHead> head;

    private LightClient(ReceiptVerifier verifier, MemberSet firstMembers, Policy policy, Optional<TrustedHead> head) {
        this.verifier = verifier;
        this.firstMembers = firstMembers;
        this.policy = policy;
        this.head = head;
    }

    /** Trusts nothing but the chain's id, which is the hash of block 0, and the members at that block. */
    public static LightClient of(ReceiptVerifier verifier, Hash chainId, MemberSet members, Policy least) {
        return new LightClient(verifier, members, least.ofChain(chainId), Optional.empty());
    }

    /** The same, trusting {@code newHead}: one that {@link #follow} gave, now or at an earlier time. */
    public LightClient at(TrustedHead newHead) {
        return new LightClient(verifier, firstMembers, policy, Optional.of(newHead));
    }

    /**
     * What is wrong with a head that comes out of a file: it has decayed, is of another chain, or of a weaker policy. Who
     * went on from it all the same would take the true chain for a rewritten one.
     */
    public Optional<Invalid> problem(TrustedHead kept) {
        return verifier.verify(kept.proof(), kept.members(), policy) instanceof Invalid invalid
                ? Optional.of(invalid)
                : Optional.empty();
    }

    public Optional<TrustedHead> head() {
        return head;
    }

    /** The height of the block whose header proof {@link #follow} takes. */
    public long nextProofFrom() {
        return head.map(TrustedHead::height).orElse(0L);
    }

    private MemberSet members() {
        return head.map(TrustedHead::members).orElse(firstMembers);
    }

    /** Goes on to the block that {@code proof} leads to, from the trusted head, or from block 0 where there is none. */
    public Step follow(HeaderProof proof) {
        if (proof.header().height() != nextProofFrom()) {
            return new Step.Refused(new Invalid(
                    Reason.BLOCK_NOT_IN_HISTORY,
                    "the proof is of block " + proof.header().height() + ", and not of the trusted one at "
                            + nextProofFrom()));
        }
        if (verifier.verify(proof, members(), policy) instanceof Invalid invalid) {
            return new Step.Refused(invalid);
        }
        if (head.isPresent() && !head.get().header().equals(proof.header())) {
            return new Step.Forked(new Fork(head.get().proof(), proof));
        }
        Anchor anchor = proof.anchor();
        return head.isPresent() && anchor.header().height() == head.get().height()
                ? new Step.Known()
                : new Step.Advanced(new TrustedHead(anchor.header(), anchor.certificate(), membersOf(anchor)));
    }

    /**
     * Compares what two nodes say of one block: that of a certified head which is not above the trusted one, as a node that
     * is behind shows it, and that of the trusted head's own history.
     *
     * @param behind a header proof whose anchor is the head of the node that is behind, from any block that it has
     * @param own a header proof of the block at that height, from a node that has the trusted head, to which it leads
     */
    public Step compare(HeaderProof behind, HeaderProof own) {
        HeaderProof other = ofAnchor(behind);
        if (own.header().height() != other.header().height()) {
            throw new IllegalArgumentException("blocks of different heights cannot be compared");
        }
        Step step = ownHistory(own);
        if (!(step instanceof Step.Known)) {
            return step;
        }
        for (HeaderProof proof : List.of(behind, other)) {
            if (verifier.verify(proof, firstMembers, policy) instanceof Invalid invalid) {
                return new Step.Refused(invalid);
            }
        }
        return own.header().equals(other.header()) ? new Step.Known() : new Step.Forked(new Fork(other, own));
    }

    /**
     * Judges a header proof that leads to the trusted head itself, before {@link #compare} holds it against what others
     * say: so whoever gave it is known to have given what holds, and of this chain.
     */
    public Step ownHistory(HeaderProof own) {
        if (own.anchor().header().height() != nextProofFrom()) {
            return new Step.Refused(new Invalid(
                    Reason.BLOCK_NOT_IN_HISTORY,
                    "the proof leads to block " + own.anchor().header().height() + ", and not to the trusted one at "
                            + nextProofFrom()));
        }
        if (verifier.verify(own, firstMembers, policy) instanceof Invalid invalid) {
            return new Step.Refused(invalid);
        }
        return head.filter(trusted -> !trusted.header().equals(own.anchor().header()))
                .<Step>map(trusted -> new Step.Forked(new Fork(trusted.proof(), ofAnchor(own))))
                .orElseGet(Step.Known::new);
    }

    /** Shows of the certified block that a proof leads to that it is. */
    private static HeaderProof ofAnchor(HeaderProof proof) {
        Anchor anchor = proof.anchor();
        Anchor itself = new Anchor(anchor.header(), anchor.certificate(), List.of(), anchor.memberSets());
        return new HeaderProof(anchor.header(), itself, List.of());
    }

    /** Checks a receipt or proof by the same policy, for the members of the trusted head. */
    public Verification verify(Proof proof) {
        return verifier.verify(proof, members(), policy);
    }

    private MemberSet membersOf(Anchor anchor) {
        List<MemberSetLink> links = anchor.memberSets();
        return links.isEmpty() ? members() : links.get(links.size() - 1).newSet();
    }
}
