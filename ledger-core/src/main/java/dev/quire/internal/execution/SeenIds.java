package dev.quire.internal.execution;

import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import dev.quire.merkle.StateKey;
import dev.quire.spi.store.StoreCorruptionException;
import dev.quire.spi.store.StoreReader.StoreEntry;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The engine's own part of the state: which transaction ids may not come again. For each minute of validUntil it has how
 * many ids there were and a hash that rolls over them in chain order, so that the state root commits to all of them.
 * Minutes that lie wholly before block time are forgotten: their transactions have expired.
 */
final class SeenIds {
    private static final long MINUTE_MICROS = 60_000_000L;

    private SeenIds() {}

    /** One minute's entry; 36 bytes when encoded. */
    record Minute(int count, Hash rolling) {
        static final Minute NONE = new Minute(0, Hash.ZERO);

        Minute with(Hash txId) {
            return new Minute(count + 1, Domain.SEEN_IDS.hash(rolling.bytes(), txId.bytes()));
        }

        Bytes encoded() {
            return new CanonicalWriter(36).u32(count).fixed(rolling.bytes()).toBytes();
        }

        static Minute decode(Bytes stored) {
            try {
                CanonicalReader in = new CanonicalReader("seen ids", stored);
                Minute minute = new Minute(in.u32(), Hash.read(in));
                in.end();
                return minute;
            } catch (MalformedException e) {
                throw new StoreCorruptionException(
                        "the engine's entry of seen ids is damaged: rebuild the state from the journal", e);
            }
        }
    }

    /** Full key of the minute that a validUntil lies in: plugin 0, uint64 minutes since 1970. */
    static Bytes key(long validUntilMicros) {
        return minuteKey(minute(validUntilMicros));
    }

    /** The minute that a time lies in. */
    static long minute(long micros) {
        return micros / MINUTE_MICROS;
    }

    /** Full key of a minute since 1970. */
    static Bytes minuteKey(long minute) {
        return new StateKey(
                        Plugins.ENGINE.pluginId(),
                        new CanonicalWriter(16).u64(minute).toBytes())
                .fullKey();
    }

    /** What a block with these transactions changes: full key, then new value, or empty for a minute that is over. */
    static SortedMap<Bytes, Optional<Bytes>> changes(
            StateLayer state, long blockTimeMicros, List<Transaction> transactions) {
        SortedMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
        Iterator<StoreEntry> over = state.scan(minuteKey(0), minuteKey(minute(blockTimeMicros)));
        over.forEachRemaining(entry -> changes.put(entry.key(), Optional.empty()));
        TreeMap<Bytes, Minute> minutes = new TreeMap<>();
        for (Transaction transaction : transactions) {
            Bytes key = key(transaction.validUntilMicros());
            Minute before = minutes.computeIfAbsent(
                    key, absent -> state.get(absent).map(Minute::decode).orElse(Minute.NONE));
            minutes.put(key, before.with(transaction.id()));
        }
        minutes.forEach((key, minute) -> changes.put(key, Optional.of(minute.encoded())));
        return changes;
    }
}
