package dev.quire.spi.consensus;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.PublicKey;
import dev.quire.hash.Hash;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What a node knows when its engine starts.
 *
 * @param committedHeight the highest block known to be committed, 0 in a new chain; it is applied and durable
 * @param committedHash the hash of that block
 * @param terms the terms of all entries from height 1 to the last one, as runs; of a journal that does not begin with
 *     block 1, from its first block on, or from the one that it begins above
 * @param uncommitted entries above, ascending without gaps, durable, executed again on forks as far as {@code refused}
 *     does not name them
 * @param prepared the newest prepared certificate above {@code committedHeight}, and its block (PBFT)
 * @param refused the blocks among these that this node, executing them again, found wrong: another version of it wrote
 *     them; and those that stand on such a block. What the node promised of them it promised, but it must neither promise
 *     nor build more on them, and must stop once the members have committed one
 * @param newestCertificate the highest certificate that the node has
 * @param recovering the node may have forgotten what it promised: it must not vote, acknowledge or seal before {@link
 *     Input.RecoveryEnded}, and blocks and terms up to {@code committedHeight} may be missing in its journal
 * @param random the engine's own source of jitter
 */
public record EngineStart(
        PublicKey self,
        Hash chainId,
        Membership membership,
        HardState hardState,
        long committedHeight,
        Hash committedHash,
        List<TermRun> terms,
        List<Entry> uncommitted,
        Optional<PreparedBlock> prepared,
        List<Hash> refused,
        Optional<Certificate> newestCertificate,
        boolean recovering,
        RandomGenerator random) {
    /** Entries from {@code firstHeight} up to the next run's have this term. */
    public record TermRun(long firstHeight, long term) {}

    /** A block that a quorum prepared, executed again on a fork. */
    public record PreparedBlock(Prepared prepared, Block block) {}

    public EngineStart {
        terms = List.copyOf(terms);
        uncommitted = List.copyOf(uncommitted);
        refused = List.copyOf(refused);
    }

    /** Is it one of the blocks that this node does not follow, although it has written them? */
    public boolean refuses(Block block) {
        return refused.contains(block.hash());
    }
}
