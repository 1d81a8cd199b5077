package dev.quire.internal.chain;

import dev.quire.block.ResultLeaf;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import dev.quire.spi.ledger.CommittedTransaction;
import dev.quire.spi.state.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of a transaction, with the bytes that its result leaf has only hashes of.
 *
 * @param output what the plugin returned; empty for a refusal
 * @param events in the order in which they were emitted; none for a refusal
 */
public record TransactionResult(ResultLeaf leaf, Bytes output, List<Event> events) {
    /** The most characters of a topic. */
    public static final int MAX_TOPIC_SIZE = 64;

    public TransactionResult {
        events = List.copyOf(events);
    }

    /** As it is handed out, once the block at {@code height} that holds it is committed. */
    public CommittedTransaction at(long height) {
        return new CommittedTransaction(leaf.txId(), height, leaf.index(), leaf.outcomeCode(), output, events);
    }

    /** H(output, bytes): what the result leaf has of an output. */
    public static Hash outputHash(Bytes output) {
        return Domain.OUTPUT.hash(output);
    }

    /** H(events, encoded events): what the result leaf has of the events. */
    public static Hash eventsHash(List<Event> events) {
        CanonicalWriter out = new CanonicalWriter();
        write(events, out);
        return Domain.EVENTS.hash(out.toBytes());
    }

    /** The results of a block as they are stored; the form is private to this node. */
    static Bytes encode(List<TransactionResult> results) {
        CanonicalWriter out = new CanonicalWriter(16 + 256 * results.size()).u32(results.size());
        for (TransactionResult result : results) {
            out.fixed(result.leaf.encoded()).bytes(result.output);
            write(result.events, out);
        }
        return out.toBytes();
    }

    static List<TransactionResult> decode(Bytes stored) throws MalformedException {
        CanonicalReader in = new CanonicalReader("stored results", stored);
        int count = in.count32(in.remaining() / ResultLeaf.SIZE);
        List<TransactionResult> results = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ResultLeaf leaf = ResultLeaf.decode(in.fixed(ResultLeaf.SIZE));
            results.add(new TransactionResult(leaf, in.bytes(in.remaining()), readEvents(in)));
        }
        in.end();
        return results;
    }

    private static void write(List<Event> events, CanonicalWriter out) {
        out.u32(events.size());
        for (Event event : events) {
            out.bytes(Bytes.utf8(event.topic())).bytes(event.data());
        }
    }

    private static List<Event> readEvents(CanonicalReader in) throws MalformedException {
        int count = in.count32(in.remaining() / 8);
        List<Event> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(new Event(in.bytes(MAX_TOPIC_SIZE).toUtf8(), in.bytes(in.remaining())));
        }
        return events;
    }
}
