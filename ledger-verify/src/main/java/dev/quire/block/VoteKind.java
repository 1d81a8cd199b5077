package dev.quire.block;

import dev.quire.hash.Domain;

/** What a member says of a block when it signs; each kind has its own signature domain. */
public enum VoteKind {
    /** Raft: I have this block committed, applied and durable. A majority of seals is a CFT certificate. */
    SEAL(Domain.SEAL),
    /** PBFT: I lead this view and this is my one proposal for the height. */
    PROPOSE(Domain.PROPOSE),
    /** PBFT: I have executed this proposal and it is the one that I saw in this view. */
    PREPARE(Domain.PREPARE),
    /** PBFT: a quorum prepared it. 2f+1 of these are a BFT certificate. */
    COMMIT(Domain.COMMIT),
    /** PBFT: I have left all views below this one. In place of a block hash stands the hash of what I knew then. */
    VIEW_CHANGE(Domain.VIEW_CHANGE),
    /** PBFT: this is how far I am. In place of a block hash stands the hash of the question and of the answer. */
    STATUS(Domain.STATUS);

    private final Domain domain;

    VoteKind(Domain domain) {
        this.domain = domain;
    }

    Domain domain() {
        return domain;
    }
}
