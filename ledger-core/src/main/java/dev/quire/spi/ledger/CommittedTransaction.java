package dev.quire.spi.ledger;

import dev.quire.block.ResultLeaf;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.spi.state.Event;
import java.util.List;

/**
 * A transaction in a committed block, with what became of it.
 *
 * @param index its position in the block
 * @param outcomeCode {@link ResultLeaf#APPLIED}, or the number of the plugin's refusal
 * @param output what the plugin returned; empty for a refusal
 * @param events in the order in which they were emitted; none for a refusal
 */
public record CommittedTransaction(Hash id, long height, int index, int outcomeCode, Bytes output, List<Event> events) {
    public CommittedTransaction {
        events = List.copyOf(events);
    }

    public boolean applied() {
        return outcomeCode == ResultLeaf.APPLIED;
    }
}
