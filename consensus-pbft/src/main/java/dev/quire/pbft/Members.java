package dev.quire.pbft;

import dev.quire.block.MemberSet;
import dev.quire.block.PublicKey;
import dev.quire.hash.Hash;

/** The members by position, and what follows from their number. */
final class Members {
    private final MemberSet set;
    private final int rotateEveryBlocks;
    private final Hash hash;

    Members(MemberSet set, int rotateEveryBlocks) {
        this.set = set;
        this.rotateEveryBlocks = rotateEveryBlocks;
        this.hash = set.hash();
    }

    int size() {
        return set.size();
    }

    /** 2f+1 of 3f+1: any two quorums share an honest member. */
    int quorum() {
        return set.quorum();
    }

    /** How many members may lie. */
    int faults() {
        return (set.size() - 1) / 3;
    }

    /** So many others tell a recovering member all that it can have forgotten (spec, section 8). */
    int reportsToRecover() {
        return 2 * faults() + 1;
    }

    Hash hash() {
        return hash;
    }

    PublicKey key(int index) {
        return set.members().get(index);
    }

    /** The position of {@code member}, or -1. */
    int indexOf(PublicKey member) {
        return set.indexOf(member);
    }

    /** Who alone may propose for this height in this view. */
    int proposer(long height, long view) {
        long turn = rotateEveryBlocks == 0 ? 0 : height / rotateEveryBlocks;
        return (int) Math.floorMod(view + turn, (long) set.size());
    }
}
