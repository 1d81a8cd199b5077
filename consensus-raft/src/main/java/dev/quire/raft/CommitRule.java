package dev.quire.raft;

/** May a leader commit a height that a majority has durable? A seam for the tests, which plant the wrong answer. */
@FunctionalInterface
interface CommitRule {
    /**
     * Only an entry of the leader's own term commits by counting; all below commit with it (Raft paper, section 5.4.2
     * and figure 8).
     */
    CommitRule OWN_TERM = (entryTerm, leaderTerm) -> entryTerm == leaderTerm;

    boolean mayCommit(long entryTerm, long leaderTerm);
}
