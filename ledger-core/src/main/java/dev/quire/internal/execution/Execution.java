package dev.quire.internal.execution;

import dev.quire.block.ResultLeaf;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.TransactionResult;
import dev.quire.merkle.StateHashes;
import dev.quire.merkle.StateKey;
import dev.quire.spi.state.Event;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one call of a plugin came to.
 *
 * @param outcomeCode {@link ResultLeaf#APPLIED} or the number of the refusal
 * @param writes full key: new value, or empty for a delete; none for a refusal
 * @param steps of the {@link Budget}, refused or not
 * @param writtenBytes of the {@link Budget}, refused or not
 */
record Execution(
        Call call,
        int outcomeCode,
        Bytes output,
        List<Event> events,
        SortedMap<Bytes, Optional<Bytes>> writes,
        long steps,
        long writtenBytes) {
    static Execution applied(Call call, Bytes output, TransactionContext context) {
        Budget budget = context.budget();
        return new Execution(
                call,
                ResultLeaf.APPLIED,
                output,
                context.events(),
                context.writes().changes(),
                budget.steps(),
                budget.writtenBytes());
    }

    /** The writes and events are dropped. */
    static Execution refused(Call call, int code, Budget budget) {
        return new Execution(
                call, code, Bytes.EMPTY, List.of(), new TreeMap<>(), budget.steps(), budget.writtenBytes());
    }

    /** The writes with the hashes of the new values, which are added to {@code treeChanges} too. */
    WriteSet writeSet(SortedMap<StateKey, Optional<Hash>> treeChanges) {
        StateHashes hashes = new StateHashes();
        CanonicalWriter out = new CanonicalWriter(16 + 103 * writes.size());
        writes.forEach((fullKey, value) -> {
            Optional<Hash> valueHash = value.map(hashes::value);
            treeChanges.put(StateKey.ofFullKey(fullKey), valueHash);
            out.bytes(fullKey).u8(valueHash.isPresent() ? 1 : 0);
            valueHash.ifPresent(hash -> out.fixed(hash.bytes()));
        });
        return new WriteSet(out.toBytes());
    }

    /** The result, whose leaf commits to the writes too. */
    TransactionResult result(WriteSet writeSet) {
        ResultLeaf leaf = new ResultLeaf(
                call.index(),
                call.transactionId(),
                outcomeCode,
                TransactionResult.outputHash(output),
                TransactionResult.eventsHash(events),
                writeSet.digest());
        return new TransactionResult(leaf, output, events);
    }
}
