package dev.quire.block;

import dev.quire.hash.Domain;

/** What a member says of a block when it signs; each kind has its own signature domain. */
public enum VoteKind {
    /** Raft: I have this block committed, applied and durable. A majority of seals is a CFT certificate. */
    SEAL(Domain.SEAL),
    /** PBFT: I have executed this proposal and it is the one that I saw in this view. */
    PREPARE(Domain.PREPARE),
    /** PBFT: a quorum prepared it. 2f+1 of these are a BFT certificate. */
    COMMIT(Domain.COMMIT);

    private final Domain domain;

    VoteKind(Domain domain) {
        this.domain = domain;
    }

    Domain domain() {
        return domain;
    }
}
