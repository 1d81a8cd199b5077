package dev.quire.kv;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.Optional;

/**
 * What a transaction asks of the key-value plugin: its payload.
 *
 * <p>Encoded: uint8 operation (1 put, 2 compare-and-set, 3 delete), key as length-prefixed bytes, then for a put the
 * value as length-prefixed bytes, for a compare-and-set uint8 0 (the key must be absent) or uint8 1 and the expected
 * value as length-prefixed bytes, followed by the new value as length-prefixed bytes.
 */
public sealed interface KeyValueCommand {
    /** The most bytes of a key; the least is 1. */
    int MAX_KEY_SIZE = 64;
    /** The most bytes of a value. */
    int MAX_VALUE_SIZE = 64 * 1024;

    Bytes key();

    /** Sets the key whatever it held. Output: the value before. */
    record Put(Bytes key, Bytes value) implements KeyValueCommand {}

    /**
     * Sets the key if it holds what is expected. Output: the value before.
     *
     * @param expected empty: the key must be absent
     */
    record CompareAndSet(Bytes key, Optional<Bytes> expected, Bytes value) implements KeyValueCommand {}

    /** Removes the key. Output: the value before. */
    record Delete(Bytes key) implements KeyValueCommand {}

    /** The payload; sizes are judged when it is applied. */
    default Bytes encoded() {
        CanonicalWriter out = new CanonicalWriter();
        if (this instanceof Put put) {
            out.u8(1).bytes(put.key).bytes(put.value);
        } else if (this instanceof CompareAndSet cas) {
            out.u8(2).bytes(cas.key).u8(cas.expected.isPresent() ? 1 : 0);
            cas.expected.ifPresent(out::bytes);
            out.bytes(cas.value);
        } else {
            out.u8(3).bytes(key());
        }
        return out.toBytes();
    }

    /** Decodes a payload; sizes are not judged here. */
    static KeyValueCommand decode(Bytes payload) throws MalformedException {
        CanonicalReader in = new CanonicalReader("key-value command", payload);
        int operation = in.u8();
        Bytes key = in.bytes(in.remaining());
        KeyValueCommand command = switch (operation) {
            case 1 -> new Put(key, in.bytes(in.remaining()));
            case 2 ->
                new CompareAndSet(
                        key,
                        in.flag() ? Optional.of(in.bytes(in.remaining())) : Optional.empty(),
                        in.bytes(in.remaining()));
            case 3 -> new Delete(key);
            default -> throw in.malformed("operation " + operation + " is none of 1, 2, 3");
        };
        in.end();
        return command;
    }
}
