package dev.quire.internal.execution;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.crypto.SignatureScheme;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.TransactionResult;
import dev.quire.spi.state.Event;
import dev.quire.spi.state.TxContext;
import dev.quire.spi.store.StoreReader.StoreEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One call's view of its plugin's state: its own writes lie over it, and every use is counted. */
final class TransactionContext implements TxContext {
    private final Call call;
    private final SignatureScheme signatures;
    private final Overlay writes;
    private final PluginState state;
    private final List<Event> events = new ArrayList<>();
    private final Budget budget = new Budget();
    private @Nullable RuntimeException readFailure;

    TransactionContext(Call call, StateLayer below, SignatureScheme signatures) {
        this.call = call;
        this.signatures = signatures;
        this.writes = new Overlay(below);
        this.state = new PluginState(call.pluginId(), writes);
    }

    @Override
    public Hash chainId() {
        return call.chainId();
    }

    @Override
    public long height() {
        return call.height();
    }

    @Override
    public long blockTimeMicros() {
        return call.blockTimeMicros();
    }

    @Override
    public int index() {
        return call.index();
    }

    @Override
    public Hash transactionId() {
        return call.transactionId();
    }

    @Override
    public PublicKey sender() {
        return call.sender();
    }

    @Override
    public Bytes payload() {
        return call.payload();
    }

    @Override
    public boolean verify(PublicKey key, Bytes message, Signature signature) {
        if (call.height() == 0) {
            throw new IllegalStateException("there are no signatures in genesis: the chain's id is not known yet");
        }
        budget.verify();
        return signatures.admitsMember(key) && signatures.verifyMember(key, message, signature);
    }

    @Override
    public Optional<Bytes> get(Bytes key) {
        state.fullKey(key);
        Optional<Bytes> value = reading(() -> state.get(key));
        budget.read(key.size() + value.map(Bytes::size).orElse(0));
        return value;
    }

    @Override
    public List<Entry> range(Bytes from, Bytes to, int limit) {
        PluginState.checkLimit(limit);
        budget.read(0);
        List<Entry> entries = new ArrayList<>();
        Iterator<StoreEntry> scan = reading(() -> state.scan(from, to));
        while (entries.size() < limit && reading(scan::hasNext)) {
            Entry entry = PluginState.entry(reading(scan::next));
            budget.read((long) entry.key().size() + entry.value().size());
            entries.add(entry);
        }
        return entries;
    }

    @Override
    public void put(Bytes key, Bytes value) {
        Bytes fullKey = state.fullKey(key);
        if (value.size() > MAX_VALUE_SIZE) {
            throw new IllegalArgumentException(
                    "a value has at most " + MAX_VALUE_SIZE + " bytes, not " + value.size() + "; split it");
        }
        budget.write((long) key.size() + value.size());
        writes.put(fullKey, value);
    }

    @Override
    public void delete(Bytes key) {
        Bytes fullKey = state.fullKey(key);
        budget.write(key.size());
        writes.delete(fullKey);
    }

    @Override
    public void emit(String topic, Bytes data) {
        if (topic.isEmpty()
                || topic.length() > TransactionResult.MAX_TOPIC_SIZE
                || !StandardCharsets.US_ASCII.newEncoder().canEncode(topic)) {
            throw new IllegalArgumentException("a topic is 1 to " + TransactionResult.MAX_TOPIC_SIZE
                    + " characters of ASCII, which \"" + topic + "\" is not");
        }
        budget.write((long) topic.length() + data.size());
        events.add(new Event(topic, data));
    }

    /** A failure of the store is no defect of the plugin, whatever the plugin makes of the exception. */
    private <T> T reading(Supplier<T> read) {
        try {
            return read.get();
        } catch (RuntimeException e) {
            readFailure = e;
            throw e;
        }
    }

    /** @throws RuntimeException what the store failed with, if it did */
    void rethrowReadFailure() {
        if (readFailure != null) {
            throw readFailure;
        }
    }

    Overlay writes() {
        return writes;
    }

    List<Event> events() {
        return events;
    }

    Budget budget() {
        return budget;
    }
}
