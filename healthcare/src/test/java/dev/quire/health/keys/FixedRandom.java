package dev.quire.health.keys;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** Gives the same bytes in each run: SHA-256(seed, number of the block), one block after the other. For tests only. */
public final class FixedRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final long start;
    private long blocks;
    private byte[] block = {};
    private int used;

    public FixedRandom(long start) {
        this.start = start;
    }

    @Override
    public void nextBytes(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (used == block.length) {
                block = hash(
                        ByteBuffer.allocate(16).putLong(start).putLong(blocks++).array());
                used = 0;
            }
            bytes[i] = block[used++];
        }
    }

    private static byte[] hash(byte[] input) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(input);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
