package dev.quire.block;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.MalformedException;

/** What a certificate of a member set promises, in rising order of strength. */
public enum ConsensusMode {
    /** Crash faults only (Raft): a majority vouches for the block; it is accountability, not protection from liars. */
    CFT(1),
    /** Byzantine faults (PBFT): the block is final as long as at most f = (n-1)/3 members lie. */
    BFT(2);

    private final int number;

    ConsensusMode(int number) {
        this.number = number;
    }

    /** The number that stands for it in canonical bytes. */
    int number() {
        return number;
    }

    static ConsensusMode read(CanonicalReader in) throws MalformedException {
        int number = in.u8();
        for (ConsensusMode mode : values()) {
            if (mode.number == number) {
                return mode;
            }
        }
        throw in.malformed("consensus mode " + number + " is neither 1 (CFT) nor 2 (BFT)");
    }

    /** How many of {@code members} must sign: a majority (CFT), or n - floor((n-1)/3) (BFT), which is 2f+1 for n = 3f+1. */
    public int quorum(int members) {
        return this == CFT ? members / 2 + 1 : members - (members - 1) / 3;
    }
}
