package dev.quire.merkle;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.MalformedException;

/**
 * A key of the state: the plugin that owns it and the plugin's own key. Ordered as the state tree orders it: by plugin,
 * then as unsigned bytes, a prefix before what it begins.
 *
 * @param pluginId 0..65535; 0 is the engine itself
 * @param key at most {@link #MAX_SIZE} bytes
 */
public record StateKey(int pluginId, Bytes key) implements Comparable<StateKey> {
    /** The most bytes of a plugin's key. */
    public static final int MAX_SIZE = 64;
    /** The most bytes of a full key. */
    public static final int MAX_FULL_SIZE = 2 + MAX_SIZE;

    /** @throws IllegalArgumentException if a part is out of its bounds */
    public StateKey {
        if (pluginId < 0 || pluginId > 0xffff) {
            throw new IllegalArgumentException("plugin id " + pluginId + " is outside 0..65535");
        }
        if (key.size() > MAX_SIZE) {
            throw new IllegalArgumentException("a key has at most " + MAX_SIZE + " bytes, not " + key.size());
        }
    }

    /**
     * The key that {@code fullKey} is the full key of.
     *
     * @throws IllegalArgumentException if it is shorter than 2 bytes or longer than {@link #MAX_FULL_SIZE}
     */
    public static StateKey ofFullKey(Bytes fullKey) {
        if (fullKey.size() < 2) {
            throw new IllegalArgumentException("a full key has at least 2 bytes, not " + fullKey.size());
        }
        return new StateKey(fullKey.at(0) << 8 | fullKey.at(1), fullKey.slice(2, fullKey.size()));
    }

    /** Reads a full key with its length. */
    public static StateKey read(CanonicalReader in) throws MalformedException {
        Bytes fullKey = in.bytes(MAX_FULL_SIZE);
        if (fullKey.size() < 2) {
            throw in.malformed("a full key has at least 2 bytes, not " + fullKey.size());
        }
        return ofFullKey(fullKey);
    }

    /** The plugin's number as two bytes, big-endian, then the plugin's key. */
    public Bytes fullKey() {
        return Bytes.wrap(new byte[] {(byte) (pluginId >>> 8), (byte) pluginId}).concat(key);
    }

    /** The key's road from the root of the state tree. */
    public BitPath path() {
        return BitPath.ofFullKey(fullKey());
    }

    @Override
    public int compareTo(StateKey other) {
        int order = Integer.compare(pluginId, other.pluginId);
        return order != 0 ? order : key.compareTo(other.key);
    }

    @Override
    public String toString() {
        return pluginId + "/" + key;
    }
}
