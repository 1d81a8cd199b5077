package dev.quire.internal.execution;

import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.PrunedChain;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore.StoreWrite;
import dev.quire.spi.store.StoreReader;
import dev.quire.spi.store.StoreReader.StoreEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The ids behind the hashes of {@link SeenIds}, in the order in which those rolled over them, so that a snapshot can bring
 * them along. Those of minutes that are over go a few with each block.
 */
final class SeenIdRecords {
    private static final Bytes EXPIRED_UP_TO = Bytes.utf8("expired-ids");
    /** More than come with a block: what has expired never piles up. */
    private static final int DELETED_PER_BLOCK = 64;

    private final StoreReader store;

    SeenIdRecords(StoreReader store) {
        this.store = store;
    }

    /** uint64 minute, uint32 number of the id within it. */
    static Bytes key(long minute, int number) {
        return new CanonicalWriter(16).u64(minute).u32(number).toBytes();
    }

    static StoreWrite put(long minute, int number, Hash txId) {
        return StoreWrite.put(Column.SEEN_IDS, key(minute, number), txId.bytes());
    }

    /** What an applied block adds and lets go; {@code before} is the state before it. */
    List<StoreWrite> of(Fork fork, StateLayer before) {
        List<StoreWrite> writes = new ArrayList<>();
        List<Transaction> transactions = fork.block().transactions();
        TreeMap<Long, Integer> numbers = new TreeMap<>();
        for (Transaction transaction : transactions) {
            long minute = SeenIds.minute(transaction.validUntilMicros());
            int number = numbers.computeIfAbsent(minute, unseen -> count(before, unseen));
            writes.add(put(minute, number, transaction.id()));
            numbers.put(minute, number + 1);
        }
        writes.addAll(expired(fork.header().timeMicros(), DELETED_PER_BLOCK + 2 * transactions.size()));
        return writes;
    }

    private static int count(StateLayer state, long minute) {
        return state.get(SeenIds.minuteKey(minute))
                .map(stored -> SeenIds.Minute.decode(stored).count())
                .orElse(0);
    }

    // From where the last one ended: a scan over what has been deleted before would get slower and slower.
    private List<StoreWrite> expired(long blockTimeMicros, int most) {
        Bytes end = key(SeenIds.minute(blockTimeMicros), 0);
        Bytes from = store.get(Column.META, EXPIRED_UP_TO).orElse(key(0, 0));
        List<StoreWrite> deletes = new ArrayList<>();
        List<Hash> ids = new ArrayList<>();
        for (StoreEntry entry : store.range(Column.SEEN_IDS, from, Optional.of(end), most)) {
            deletes.add(StoreWrite.delete(Column.SEEN_IDS, entry.key()));
            ids.add(Hash.of(entry.value()));
            from = entry.key();
        }
        if (!deletes.isEmpty()) {
            deletes.add(StoreWrite.put(Column.META, EXPIRED_UP_TO, from));
            deletes.addAll(new PrunedChain(store).expired(ids, blockTimeMicros));
        }
        return deletes;
    }
}
