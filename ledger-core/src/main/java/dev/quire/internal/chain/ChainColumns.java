package dev.quire.internal.chain;

import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.hash.Hash;
import dev.quire.merkle.HistoryFrontier;
import dev.quire.merkle.HistoryNode;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore.StoreWrite;
import java.util.ArrayList;
import java.util.List;

/** How the chain's things lie in the columns of the store. Who applies blocks writes with it; {@link AppliedChain} reads. */
public final class ChainColumns {
    /** Key in {@link Column#META}: the header of the newest applied block. */
    static final Bytes APPLIED_HEADER = Bytes.utf8("applied-header");

    /** Key in {@link Column#META}: the history tree of all applied blocks, the newest included. */
    static final Bytes HISTORY_FRONTIER = Bytes.utf8("history-frontier");

    /** Key in {@link Column#META}: uint64 height; what became of the transactions of blocks below it was dropped. */
    static final Bytes DROPPED_BELOW = Bytes.utf8("dropped-below");

    /** Key in {@link Column#META}: uint64 minute; of transactions whose last minute is before it some are not known. */
    static final Bytes FORGOTTEN_BEFORE = Bytes.utf8("forgotten-before");

    private ChainColumns() {}

    /** Everything about an applied block but its state; {@code history} is what its hash gave to the history tree. */
    public static List<StoreWrite> of(AppliedBlock applied, HistoryFrontier.Appended history) {
        BlockHeader header = applied.block().header();
        List<StoreWrite> writes = new ArrayList<>();
        writes.add(StoreWrite.put(Column.META, APPLIED_HEADER, header.encoded()));
        writes.add(
                StoreWrite.put(Column.META, HISTORY_FRONTIER, history.frontier().encoded()));
        history.completed()
                .forEach(stored -> writes.add(StoreWrite.put(
                        Column.HISTORY_TREE,
                        historyKey(stored.node()),
                        stored.hash().bytes())));
        writes.add(StoreWrite.put(
                Column.RESULTS, heightKey(header.height()), TransactionResult.encode(applied.results())));
        for (TransactionResult result : applied.results()) {
            int index = result.leaf().index();
            long validUntil = applied.block().transactions().get(index).validUntilMicros();
            TransactionLocation location =
                    new TransactionLocation(header.height(), index, TransactionLocation.minute(validUntil));
            writes.add(StoreWrite.put(
                    Column.TRANSACTIONS, transactionKey(result.leaf().txId()), location.encoded()));
        }
        return writes;
    }

    /** A checked certificate. */
    public static StoreWrite of(Certificate certificate) {
        return StoreWrite.put(Column.CERTIFICATES, heightKey(certificate.height()), certificate.encoded());
    }

    /** Key in {@link Column#TRANSACTIONS}: the id's bytes. */
    static Bytes transactionKey(Hash txId) {
        return txId.bytes();
    }

    static StoreWrite putMeta(Bytes key, long number) {
        return StoreWrite.put(
                Column.META, key, new CanonicalWriter(16).u64(number).toBytes());
    }

    static Bytes heightKey(long height) {
        return new CanonicalWriter(16).u64(height).toBytes();
    }

    /** Key in {@link Column#HISTORY_TREE}: uint8 level, uint64 index. */
    static Bytes historyKey(HistoryNode node) {
        return new CanonicalWriter(16).u8(node.level()).u64(node.index()).toBytes();
    }
}
