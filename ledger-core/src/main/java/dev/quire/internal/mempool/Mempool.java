package dev.quire.internal.mempool;

import dev.quire.block.PublicKey;
import dev.quire.block.Rejection;
import dev.quire.block.Transaction;
import dev.quire.hash.Hash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Transactions that wait for a block, first come, first served. What it checks is advice: the block rules decide.
 *
 * <p>A transaction leaves {@link #candidates} while it is marked {@linkplain #proposed proposed}, comes back in its old
 * place when that proposal is {@linkplain #released released}, and leaves for good when it is committed, forgotten or
 * expired. Every operation costs O(log n) per transaction that it touches. Safe for use by several threads; it has no
 * clock: times are parameters.
 */
public final class Mempool {
    private static final Comparator<Waiting> BY_EXPIRY = Comparator.<Waiting>comparingLong(
                    w -> w.transaction.validUntilMicros())
            .thenComparingLong(w -> w.sequence);

    private final MempoolLimits limits;
    private final Map<Hash, Waiting> all = new HashMap<>();
    /** Those in no proposal, by arrival. */
    private final TreeMap<Long, Waiting> open = new TreeMap<>();
    /** Block hash: those that it holds, by arrival. Only blocks that hold some are here. */
    private final Map<Hash, TreeMap<Long, Waiting>> proposals = new LinkedHashMap<>();

    private final TreeSet<Waiting> byExpiry = new TreeSet<>(BY_EXPIRY);
    private final Map<PublicKey, Integer> perSender = new HashMap<>();
    private long bytes;
    private long nextSequence;

    public Mempool(MempoolLimits limits) {
        this.limits = limits;
    }

    private static final class Waiting {
        final Transaction transaction;
        final long arrivalMicros;
        final long sequence;
        Optional<Hash> proposedIn = Optional.empty();

        Waiting(Transaction transaction, long arrivalMicros, long sequence) {
            this.transaction = transaction;
            this.arrivalMicros = arrivalMicros;
            this.sequence = sequence;
        }
    }

    /** Which transaction, and when it arrived. */
    public record Oldest(Hash id, long arrivalMicros) {}

    /**
     * Offers a transaction whose signature holds.
     *
     * @param blockTimeMicros the time that a block built now would have
     * @param nowMicros when it arrived, by any clock that the caller keeps to
     */
    public synchronized Admission add(Transaction transaction, long blockTimeMicros, long nowMicros) {
        if (all.containsKey(transaction.id())) {
            return new Admission.AlreadyWaiting();
        }
        if (transaction.validUntilMicros() < blockTimeMicros) {
            return new Admission.Rejected(Rejection.EXPIRED);
        }
        int size = transaction.encoded().size();
        if (all.size() >= limits.maxTransactions() || bytes + size > limits.maxBytes()) {
            return new Admission.Rejected(Rejection.BUSY);
        }
        int ofSender = perSender.getOrDefault(transaction.sender(), 0);
        if (ofSender >= limits.maxPerSender()) {
            return new Admission.Rejected(Rejection.SENDER_QUOTA);
        }
        Waiting waiting = new Waiting(transaction, nowMicros, nextSequence++);
        all.put(transaction.id(), waiting);
        open.put(waiting.sequence, waiting);
        byExpiry.add(waiting);
        perSender.put(transaction.sender(), ofSender + 1);
        bytes += size;
        return new Admission.Added();
    }

    /**
     * The oldest transactions that are in no proposal, in order of arrival. It stops before the first that does not
     * fit, so that a large one is not passed over for ever.
     */
    public synchronized List<Transaction> candidates(int maxBytes, int maxCount) {
        List<Transaction> chosen = new ArrayList<>();
        long size = 0;
        for (Waiting waiting : open.values()) {
            size += waiting.transaction.encoded().size();
            if (size > maxBytes || chosen.size() >= maxCount) {
                break;
            }
            chosen.add(waiting.transaction);
        }
        return chosen;
    }

    /** Notes that a block holds these transactions; ids that do not wait here are passed over. */
    public synchronized void proposed(Hash blockHash, Collection<Hash> ids) {
        for (Hash id : ids) {
            Waiting waiting = all.get(id);
            if (waiting == null || waiting.proposedIn.equals(Optional.of(blockHash))) {
                continue;
            }
            leaveProposal(waiting);
            open.remove(waiting.sequence);
            waiting.proposedIn = Optional.of(blockHash);
            proposals.computeIfAbsent(blockHash, hash -> new TreeMap<>()).put(waiting.sequence, waiting);
        }
    }

    /** Notes that this block will not commit as far as this node knows: its transactions are candidates again. */
    public synchronized void released(Hash blockHash) {
        TreeMap<Long, Waiting> lost = proposals.remove(blockHash);
        if (lost != null) {
            lost.values().forEach(waiting -> waiting.proposedIn = Optional.empty());
            open.putAll(lost);
        }
    }

    /** Notes that no proposal is known to be alive, for instance after a change of the leader. */
    public synchronized void releasedAll() {
        List.copyOf(proposals.keySet()).forEach(this::released);
    }

    /** Forgets transactions that are in a committed block. */
    public synchronized void committed(Collection<Hash> ids) {
        ids.forEach(this::forget);
    }

    /** Forgets one transaction, for instance because it can never enter a block. */
    public synchronized void forget(Hash id) {
        Waiting waiting = all.remove(id);
        if (waiting == null) {
            return;
        }
        leaveProposal(waiting);
        open.remove(waiting.sequence);
        byExpiry.remove(waiting);
        Transaction transaction = waiting.transaction;
        perSender.computeIfPresent(transaction.sender(), (sender, count) -> count == 1 ? null : count - 1);
        bytes -= transaction.encoded().size();
    }

    /**
     * Forgets and returns all whose validUntil is before {@code blockTimeMicros}, the time of a committed block.
     */
    public synchronized List<Transaction> expire(long blockTimeMicros) {
        List<Transaction> expired = new ArrayList<>();
        while (!byExpiry.isEmpty() && byExpiry.first().transaction.validUntilMicros() < blockTimeMicros) {
            Transaction transaction = byExpiry.first().transaction;
            expired.add(transaction);
            forget(transaction.id());
        }
        return expired;
    }

    public synchronized Optional<Transaction> get(Hash id) {
        return Optional.ofNullable(all.get(id)).map(waiting -> waiting.transaction);
    }

    /** How many wait, proposed or not. */
    public synchronized int size() {
        return all.size();
    }

    /** Bytes of all encoded transactions that wait. */
    public synchronized long bytes() {
        return bytes;
    }

    /** How many are in no proposal. */
    public synchronized int openCount() {
        return open.size();
    }

    /** Of those in no proposal the one that has waited longest. */
    public synchronized Optional<Oldest> oldestOpen() {
        return Optional.ofNullable(open.firstEntry())
                .map(Map.Entry::getValue)
                .map(waiting -> new Oldest(waiting.transaction.id(), waiting.arrivalMicros));
    }

    /** How many may wait at most. */
    public int capacity() {
        return limits.maxTransactions();
    }

    private void leaveProposal(Waiting waiting) {
        waiting.proposedIn.ifPresent(block -> proposals.computeIfPresent(block, (hash, held) -> {
            held.remove(waiting.sequence);
            return held.isEmpty() ? null : held;
        }));
        waiting.proposedIn = Optional.empty();
    }
}
