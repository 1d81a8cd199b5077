package dev.quire.block;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Domain;

/** What a member says of a block when it signs; each kind has its own signature domain. */
public enum VoteKind {
    /** Raft: I have this block committed, applied and durable. A majority of seals is a CFT certificate. */
    SEAL(1, Domain.SEAL),
    /** PBFT: I lead this view and this is my one proposal for the height. */
    PROPOSE(2, Domain.PROPOSE),
    /** PBFT: I have executed this proposal and it is the one that I saw in this view. */
    PREPARE(3, Domain.PREPARE),
    /** PBFT: a quorum prepared it. 2f+1 of these are a BFT certificate. */
    COMMIT(4, Domain.COMMIT),
    /** PBFT: I have left all views below this one. In place of a block hash stands the hash of what I knew then. */
    VIEW_CHANGE(5, Domain.VIEW_CHANGE),
    /** PBFT: this is how far I am. In place of a block hash stands the hash of the question and of the answer. */
    STATUS(6, Domain.STATUS);

    private final int number;
    private final Domain domain;

    VoteKind(int number, Domain domain) {
        this.number = number;
        this.domain = domain;
    }

    /** The number that stands for it in canonical bytes. */
    int number() {
        return number;
    }

    static VoteKind read(CanonicalReader in) throws MalformedException {
        int number = in.u8();
        for (VoteKind kind : values()) {
            if (kind.number == number) {
                return kind;
            }
        }
        throw in.malformed("vote kind " + number + " is unknown");
    }

    Domain domain() {
        return domain;
    }
}
