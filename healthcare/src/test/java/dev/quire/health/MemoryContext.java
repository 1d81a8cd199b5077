package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.spi.state.Event;
import dev.quire.spi.state.TxContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A state in a sorted map, and one transaction at a time on it. */
final class MemoryContext implements TxContext {
    final TreeMap<Bytes, Bytes> state = new TreeMap<>();
    final List<Event> events = new ArrayList<>();
    private long height;
    private long timeMicros;
    private int index;
    private PublicKey sender = new PublicKey(Bytes.wrap(new byte[32]));
    private Bytes payload = Bytes.EMPTY;

    MemoryContext at(long blockHeight, int blockIndex, long blockTimeMicros) {
        height = blockHeight;
        index = blockIndex;
        timeMicros = blockTimeMicros;
        return this;
    }

    MemoryContext transaction(PublicKey newSender, Bytes newPayload) {
        sender = newSender;
        payload = newPayload;
        return this;
    }

    @Override
    public Hash chainId() {
        return Hash.ZERO;
    }

    @Override
    public boolean verify(PublicKey key, Bytes message, Signature signature) {
        return Cast.verify(key, message, signature);
    }

    @Override
    public long height() {
        return height;
    }

    @Override
    public long blockTimeMicros() {
        return timeMicros;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public Hash transactionId() {
        return Hash.ZERO;
    }

    @Override
    public PublicKey sender() {
        return sender;
    }

    @Override
    public Bytes payload() {
        return payload;
    }

    @Override
    public Optional<Bytes> get(Bytes key) {
        return Optional.ofNullable(state.get(key));
    }

    @Override
    public List<Entry> range(Bytes from, Bytes to, int limit) {
        return state.subMap(from, to).entrySet().stream()
                .limit(limit)
                .map((Map.Entry<Bytes, Bytes> entry) -> new Entry(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Override
    public void put(Bytes key, Bytes value) {
        if (key.isEmpty() || key.size() > MAX_KEY_SIZE || value.size() > MAX_VALUE_SIZE) {
            throw new IllegalArgumentException("the engine takes no such key or value: " + key);
        }
        state.put(key, value);
    }

    @Override
    public void delete(Bytes key) {
        state.remove(key);
    }

    @Override
    public void emit(String topic, Bytes data) {
        events.add(new Event(topic, data));
    }
}
