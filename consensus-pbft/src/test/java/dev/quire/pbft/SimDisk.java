package dev.quire.pbft;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart.PreparedBlock;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.HardState;
import dev.quire.spi.consensus.Prepared;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A journal and a head file that lose, at a loss of power, any end of what was not yet synced. */
final class SimDisk {
    private final ArrayDeque<Object> unsynced = new ArrayDeque<>();
    private final TreeMap<Long, Entry> journal = new TreeMap<>();
    /** Every block ever written; one that was replaced stays readable, as in the real journal. */
    private final Map<Hash, Block> written = new HashMap<>();

    private Optional<Prepared> prepared = Optional.empty();
    private Optional<Certificate> certificate = Optional.empty();
    private HardState hardState = HardState.initial();
    private long commitMark;
    /** Has lost what it held, and its owner knows. */
    private boolean recovering;

    void write(Effect.Persist persist) {
        unsynced.add(persist);
    }

    void write(Effect.EndRecovery end) {
        unsynced.add(end);
    }

    void keep(Certificate formed) {
        unsynced.add(formed);
    }

    /** Syncs up to the oldest request. */
    void syncNext() {
        while (unsynced.peekFirst() instanceof Certificate) {
            syncOne();
        }
        syncOne();
    }

    private void syncOne() {
        Object oldest = unsynced.removeFirst();
        if (oldest instanceof Certificate formed) {
            if (certificate.isEmpty() || certificate.get().height() < formed.height()) {
                certificate = Optional.of(formed);
            }
            return;
        }
        if (oldest instanceof Effect.EndRecovery) {
            recovering = false;
            return;
        }
        Effect.Persist persist = (Effect.Persist) oldest;
        for (Entry entry : persist.entries()) {
            journal.tailMap(entry.height(), true).clear();
            journal.put(entry.height(), entry);
            written.put(entry.block().hash(), entry.block());
        }
        persist.prepared().ifPresent(record -> prepared = Optional.of(record));
        persist.hardState().ifPresent(state -> hardState = state);
        commitMark = Math.max(commitMark, Math.min(persist.committedHeight(), lastHeight()));
    }

    /** All is lost. */
    void lose() {
        unsynced.clear();
        journal.clear();
        written.clear();
        prepared = Optional.empty();
        certificate = Optional.empty();
        hardState = HardState.initial();
        commitMark = 0;
        recovering = true;
    }

    boolean isRecovering() {
        return recovering;
    }

    void losePower(RandomGenerator random) {
        int kept = random.nextInt(unsynced.size() + 1);
        for (int i = 0; i < kept; i++) {
            syncOne();
        }
        unsynced.clear();
    }

    /** The state store was flushed: only behind the certificate, or a loss of power would leave no proof of it. */
    void flushed(long height) {
        if (certificate.isPresent() && certificate.get().height() >= height) {
            commitMark = Math.max(commitMark, height);
        }
    }

    HardState hardState() {
        return hardState;
    }

    Optional<Certificate> certificate() {
        return certificate;
    }

    Optional<Prepared> prepared() {
        return prepared;
    }

    /** The newest prepared certificate above the committed height, with its block. */
    Optional<PreparedBlock> openPrepared() {
        return prepared.filter(one -> one.height() > commitMark)
                .map(one -> new PreparedBlock(one, written.get(one.blockHash())));
    }

    /** A block above the committed height, whatever has taken its place since. */
    Optional<Block> openBlock(long height, Hash hash) {
        return Optional.ofNullable(written.get(hash)).filter(block -> block.height() == height && height > commitMark);
    }

    Optional<Entry> entry(long height) {
        return Optional.ofNullable(journal.get(height));
    }

    long lastHeight() {
        return journal.isEmpty() ? 0 : journal.lastKey();
    }

    /** The highest height that is known here to be committed. */
    long commitMark() {
        return commitMark;
    }

    Hash hashAt(long height) {
        return height == 0 ? TestBlocks.GENESIS : journal.get(height).block().hash();
    }

    List<Entry> entries(long from, long to) {
        return from > to
                ? List.of()
                : List.copyOf(journal.subMap(from, true, to, true).values());
    }
}
