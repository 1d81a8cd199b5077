package dev.quire.health.keys;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * 32 secret bytes: a seed, a factor, a symmetric key, a share. Overwritten by {@link #close}; neither printed nor compared
 * by value. Safe for use by several threads until it is closed.
 */
public final class Secret implements AutoCloseable {
    /** Bytes in a secret. */
    public static final int SIZE = 32;

    private final byte[] bytes;
    private volatile boolean closed;

    private Secret(byte[] bytes) {
        if (bytes.length != SIZE) {
            throw new IllegalArgumentException("a secret has 32 bytes, not " + bytes.length);
        }
        this.bytes = bytes;
    }

    public static Secret random(SecureRandom random) {
        byte[] bytes = new byte[SIZE];
        random.nextBytes(bytes);
        return new Secret(bytes);
    }

    /**
     * Takes ownership of {@code bytes} without a copy, so that one {@link #close} leaves none behind.
     *
     * @throws IllegalArgumentException if they are not 32
     */
    public static Secret wrap(byte[] bytes) {
        return new Secret(bytes);
    }

    /** The 32 bytes of {@code bytes} from {@code position} on. */
    public static Secret copyOf(byte[] bytes, int position) {
        return new Secret(Arrays.copyOfRange(bytes, position, position + SIZE));
    }

    /** A copy, which the caller overwrites when it is done with it. */
    public byte[] toArray() {
        if (closed) {
            throw new IllegalStateException("the secret was wiped: derive or open it again");
        }
        return bytes.clone();
    }

    /** Another secret with the same bytes, closed on its own. */
    public Secret copy() {
        return new Secret(toArray());
    }

    /** Are the bytes the same? Takes the same time wherever they differ. */
    public boolean matches(Secret other) {
        return MessageDigest.isEqual(bytes, other.bytes);
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    /** Never the bytes. */
    @Override
    public String toString() {
        return "Secret[32 bytes]";
    }
}
