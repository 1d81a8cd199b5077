package dev.quire.pbft;

import dev.quire.block.Block;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Entry;
import java.util.List;
import java.util.Optional;

/** The newest entry that this member's journal has, or is about to have, at the open height. */
final class OpenEntry {
    private final Replica me;
    private Optional<Entry> newest;
    private boolean durable;
    /** Counts what was persisted: a late report of an entry that was replaced proves nothing. */
    private long writes;

    /** @param uncommitted what was found in the journal at the start */
    OpenEntry(Replica me, List<Entry> uncommitted) {
        this.me = me;
        this.newest = uncommitted.stream()
                .filter(entry -> entry.height() == me.chain.openHeight())
                .findFirst();
        this.durable = newest.isPresent();
    }

    void persist(long view, Block block) {
        Entry entry = new Entry(view, block);
        newest = Optional.of(entry);
        durable = false;
        long write = ++writes;
        me.out.persist(
                Optional.empty(),
                List.of(entry),
                Optional.empty(),
                me.chain.committedHeight(),
                () -> durable = durable || write == writes);
    }

    /** The block that this member has taken for the open height in this view: it takes no other there, ever. */
    Optional<Block> takenIn(long view) {
        return newest.filter(entry -> entry.term() == view).map(Entry::block);
    }

    boolean isDurable(long view, Hash hash) {
        return durable && takenIn(view).isPresent() && has(hash);
    }

    boolean has(Hash hash) {
        return newest.isPresent() && newest.get().block().hash().equals(hash);
    }

    boolean isPresent() {
        return newest.isPresent();
    }

    boolean isDurable() {
        return durable;
    }

    Optional<Block> block(Hash hash) {
        return newest.map(Entry::block).filter(block -> block.hash().equals(hash));
    }

    /** The height is decided. */
    void clear() {
        newest = Optional.empty();
        durable = false;
        writes++;
    }
}
