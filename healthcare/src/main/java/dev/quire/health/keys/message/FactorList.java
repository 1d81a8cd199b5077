package dev.quire.health.keys.message;

import dev.quire.codec.Bytes;
import dev.quire.health.Id;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.Secret;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Factors A of several records, the plaintext of one part of a grant capsule: uint16 count, then for each record rid and
 * 32 bytes, rids ascending. Closed by whoever made it.
 */
public record FactorList(SortedMap<Id, Secret> factors) implements AutoCloseable {
    /** The most records in one part. */
    public static final int MAX_RECORDS = 1000;

    private static final int ENTRY_SIZE = Id.SIZE + Secret.SIZE;

    /** @throws IllegalArgumentException if there are none, or more than {@link #MAX_RECORDS} */
    public FactorList {
        factors = Collections.unmodifiableSortedMap(new TreeMap<>(factors));
        if (factors.isEmpty() || factors.size() > MAX_RECORDS) {
            throw new IllegalArgumentException("a part holds 1 to 1,000 records, not " + factors.size());
        }
    }

    /** For {@link Envelope#seal}, which overwrites it. */
    public byte[] encoded() {
        ByteBuffer out = ByteBuffer.allocate(Short.BYTES + factors.size() * ENTRY_SIZE);
        out.putShort((short) factors.size());
        factors.forEach((rid, factor) -> {
            byte[] bytes = factor.toArray();
            out.put(rid.bytes().asBuffer()).put(bytes);
            Arrays.fill(bytes, (byte) 0);
        });
        return out.array();
    }

    /** @param plaintext overwritten */
    public static FactorList decode(byte[] plaintext) throws CryptoException.Malformed {
        try {
            int count = plaintext.length < Short.BYTES
                    ? 0
                    : Short.toUnsignedInt(ByteBuffer.wrap(plaintext).getShort());
            if (count < 1 || count > MAX_RECORDS || plaintext.length != Short.BYTES + count * ENTRY_SIZE) {
                throw new CryptoException.Malformed("a list of factors is cut short, too long, or not of 1 to 1,000");
            }
            TreeMap<Id, Secret> factors = new TreeMap<>();
            for (int at = Short.BYTES; at < plaintext.length; at += ENTRY_SIZE) {
                Id rid = new Id(Bytes.copyOf(ByteBuffer.wrap(plaintext, at, Id.SIZE)));
                if (!factors.isEmpty() && factors.lastKey().compareTo(rid) >= 0) {
                    throw new CryptoException.Malformed("the records in a list of factors do not ascend");
                }
                factors.put(rid, Secret.copyOf(plaintext, at + Id.SIZE));
            }
            return new FactorList(factors);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    @Override
    public void close() {
        factors.values().forEach(Secret::close);
    }
}
