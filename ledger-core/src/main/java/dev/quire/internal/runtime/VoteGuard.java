package dev.quire.internal.runtime;

import dev.quire.block.Signature;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The only place where this node's key signs votes. It refuses whatever conflicts with what the node has durably done,
 * however the engine may err.
 *
 * <p>For seals the durable record is the chain itself: a node signs only the hash that it has applied at that height,
 * and a block is applied only when it is committed and in the own journal; so no restart makes it seal a second hash.
 * Owned by the consensus loop.
 */
final class VoteGuard {
    /** How many of the newest applied heights can still be sealed. */
    static final int WINDOW = 1024;

    private final Signer signer;
    private final Hash chainId;
    private final TreeMap<Long, Hash> applied = new TreeMap<>();
    private boolean recovering;

    VoteGuard(Signer signer, Hash chainId) {
        this.signer = signer;
        this.chainId = chainId;
    }

    /** While the node may have forgotten what it signed, it signs nothing. */
    void recovering(boolean is) {
        recovering = is;
    }

    /** This block is committed, applied and durable here. */
    void applied(long height, Hash blockHash) {
        applied.put(height, blockHash);
        applied.headMap(height - WINDOW).clear();
    }

    /** The signature, or empty where this node must not sign. */
    Optional<Signature> cast(Vote vote) {
        boolean allowed = !recovering
                && vote.kind() == VoteKind.SEAL
                && vote.view() == 0
                && vote.chainId().equals(chainId)
                && vote.blockHash().equals(applied.get(vote.height()));
        return allowed ? Optional.of(signer.sign(vote.signingBytes())) : Optional.empty();
    }
}
