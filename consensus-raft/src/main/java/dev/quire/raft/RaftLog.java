package dev.quire.raft;

import dev.quire.hash.Hash;
import dev.quire.spi.consensus.BrokenInvariantException;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The chain as this member has it. Every entry in it was validated here, or built here; those that are wrong now, since
 * another version of this member wrote them, are still in it, because it may have acknowledged them.
 *
 * <pre>
 *   1 ... firstInMemory ... committed ... durable ... last        (durable may also be below committed)
 *         [ blocks in memory                          ]
 * </pre>
 *
 * <p>Terms are known for all heights, hashes for a window below the committed height, blocks for all uncommitted
 * heights and a bounded number below.
 */
final class RaftLog {
    private static final int RECENT_HASHES = 1024;

    private final RaftConfig config;
    private final TermRuns terms;
    private final TreeMap<Long, Entry> entries = new TreeMap<>();
    private final TreeMap<Long, Hash> hashes = new TreeMap<>();
    private final long startHeight;
    private long committedInMemoryBytes;
    private long lastHeight;
    private long committedHeight;
    private long durableHeight;
    private long wrongHeight = Long.MAX_VALUE;

    RaftLog(EngineStart start, RaftConfig config) {
        this.config = config;
        this.terms = new TermRuns(start.terms());
        terms.truncateFrom(start.committedHeight() + 1);
        this.startHeight = start.committedHeight();
        this.committedHeight = start.committedHeight();
        this.lastHeight = start.committedHeight();
        hashes.put(committedHeight, start.committedHash());
        for (Entry entry : start.uncommitted()) {
            append(entry);
            if (start.refuses(entry.block())) {
                wrongHeight = Math.min(wrongHeight, entry.height());
            }
        }
        this.durableHeight = lastHeight;
    }

    long lastHeight() {
        return lastHeight;
    }

    long lastTerm() {
        return termAt(lastHeight);
    }

    Hash lastHash() {
        return hashAt(lastHeight).orElseThrow();
    }

    long committedHeight() {
        return committedHeight;
    }

    /** Up to here all entries are in this member's own journal, safe from a loss of power. */
    long durableHeight() {
        return durableHeight;
    }

    /** From here on the log's end is not what this member computes: it must not commit; none: {@code Long.MAX_VALUE}. */
    long wrongHeight() {
        return wrongHeight;
    }

    /** The term at {@code height}, or -1 above the last entry. */
    long termAt(long height) {
        return height > lastHeight ? -1 : terms.termAt(height);
    }

    /** The lowest height whose term is known: 0 unless the journal was pruned, or began with a snapshot. */
    long firstKnownTerm() {
        return terms.firstKnown();
    }

    /** A journal that was damaged has learned the terms of what was committed before the start. */
    void termsBeforeStart(List<EngineStart.TermRun> known) {
        terms.replaceUpTo(startHeight, known);
    }

    boolean has(long term, long height) {
        return height <= lastHeight && terms.termAt(height) == term;
    }

    long firstOfTermAt(long height) {
        return terms.firstOfTermAt(height);
    }

    long lastWithTermAtMost(long term) {
        return terms.lastWithTermAtMost(term, lastHeight);
    }

    /** Raft paper, section 5.4.1: is a log that ends so at least as complete as this one? */
    boolean isUpToDate(long otherLastTerm, long otherLastHeight) {
        return otherLastTerm > lastTerm() || (otherLastTerm == lastTerm() && otherLastHeight >= lastHeight);
    }

    /** Empty if the height is not in the log, or lies too far below the committed one. */
    Optional<Hash> hashAt(long height) {
        return Optional.ofNullable(hashes.get(height));
    }

    long firstInMemory() {
        return entries.isEmpty() ? lastHeight + 1 : entries.firstKey();
    }

    /** Entries from {@code from}, which must be in memory: at least one, then as many as fit both limits. */
    List<Entry> entries(long from, int maxBlocks, long maxBytes) {
        List<Entry> found = new ArrayList<>();
        long bytes = 0;
        for (Entry entry : entries.tailMap(from, true).values()) {
            bytes += size(entry);
            if (!found.isEmpty() && (found.size() >= maxBlocks || bytes > maxBytes)) {
                break;
            }
            found.add(entry);
        }
        return found;
    }

    static long size(Entry entry) {
        return entry.block().encoded().size();
    }

    void append(Entry entry) {
        long height = entry.height();
        if (height != lastHeight + 1) {
            throw new BrokenInvariantException("entry " + height + " does not follow " + lastHeight);
        }
        if (!entry.block().header().previousHash().equals(lastHash())) {
            throw new BrokenInvariantException("the block at height " + height + " names the parent "
                    + entry.block().header().previousHash() + ", the log has " + lastHash());
        }
        terms.append(height, entry.term());
        entries.put(height, entry);
        hashes.put(height, entry.block().hash());
        lastHeight = height;
    }

    /** Drops uncommitted entries that another leader's replace. */
    void truncateFrom(long height) {
        if (height <= committedHeight) {
            throw new BrokenInvariantException(
                    "entry " + height + " is to be replaced, but is committed (up to " + committedHeight + ")");
        }
        terms.truncateFrom(height);
        entries.tailMap(height, true).clear();
        hashes.tailMap(height, true).clear();
        lastHeight = Math.min(lastHeight, height - 1);
        wrongHeight = height <= wrongHeight ? Long.MAX_VALUE : wrongHeight;
        durableHeight = Math.min(durableHeight, height - 1);
    }

    /** The journal has (term, height) and all before it; nothing follows if that entry was replaced meanwhile. */
    void durable(long term, long height) {
        if (has(term, height)) {
            durableHeight = Math.max(durableHeight, height);
        }
    }

    /** Commits the next height and returns its hash. */
    Hash commitNext() {
        if (committedHeight == lastHeight) {
            throw new BrokenInvariantException("nothing to commit above height " + lastHeight);
        }
        committedHeight++;
        Entry entry = Objects.requireNonNull(entries.get(committedHeight), "an uncommitted entry is always in memory");
        committedInMemoryBytes += size(entry);
        forgetOld();
        return entry.block().hash();
    }

    private void forgetOld() {
        while (!entries.isEmpty()
                && entries.firstKey() <= committedHeight
                && (committedHeight - entries.firstKey() >= config.recentBlocks()
                        || committedInMemoryBytes > config.recentBytes())) {
            committedInMemoryBytes -= size(entries.pollFirstEntry().getValue());
        }
        hashes.headMap(committedHeight - RECENT_HASHES, true).clear();
    }
}
