package dev.quire.internal.execution;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import dev.quire.merkle.StateKey;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The keys that one transaction wrote, each with the hash of its new value, or without one where it was deleted. A result
 * leaf has the hash of these bytes (docs/spec/formats.md, section 5).
 */
record WriteSet(Bytes encoded) {
    /** What a result leaf says of it. */
    Hash digest() {
        return Domain.WRITE_SET.hash(encoded);
    }

    SortedMap<StateKey, Optional<Hash>> entries() throws MalformedException {
        CanonicalReader in = new CanonicalReader("write set", encoded);
        SortedMap<StateKey, Optional<Hash>> entries = new TreeMap<>();
        while (in.remaining() > 0) {
            Bytes fullKey = in.bytes(StateKey.MAX_FULL_SIZE);
            if (fullKey.size() < 2) {
                throw in.malformed("a full key has at least 2 bytes");
            }
            entries.put(StateKey.ofFullKey(fullKey), in.flag() ? Optional.of(Hash.read(in)) : Optional.empty());
        }
        return entries;
    }
}
