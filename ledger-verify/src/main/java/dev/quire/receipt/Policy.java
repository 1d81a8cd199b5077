package dev.quire.receipt;

import dev.quire.block.ConsensusMode;
import dev.quire.hash.Hash;
import java.util.Optional;

/**
 * The least that a verifier accepts. A quorum is always asked for; this asks for more. It holds for every certificate of
 * a receipt, those that hand over from one member set to the next included: a chain is as strong as its weakest link.
 *
 * @param leastMode {@link ConsensusMode#CFT} accepts both modes
 * @param leastSignatures how many members must have signed, 0 for just the quorum
 * @param chainId the only chain accepted; empty if the trusted members keep no other
 */
public record Policy(ConsensusMode leastMode, int leastSignatures, Optional<Hash> chainId) {
    public Policy {
        if (leastSignatures < 0) {
            throw new IllegalArgumentException("negative number of signatures: " + leastSignatures);
        }
    }

    /** Either mode, any quorum, any chain. */
    public static Policy any() {
        return new Policy(ConsensusMode.CFT, 0, Optional.empty());
    }

    /** The same, for this chain only. */
    public Policy ofChain(Hash chain) {
        return new Policy(leastMode, leastSignatures, Optional.of(chain));
    }
}
