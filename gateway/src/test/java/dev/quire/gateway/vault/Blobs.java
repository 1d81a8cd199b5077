package dev.quire.gateway.vault;

import dev.quire.codec.Bytes;
import dev.quire.health.Id;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobVault;
import dev.quire.health.vault.VaultException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;

/** Names and bytes for tests. */
final class Blobs {
    private Blobs() {}

    static BlobName name(long number) {
        byte[] id = new byte[Id.SIZE];
        new Random(number).nextBytes(id);
        return new BlobName.OfRecord(new Id(Bytes.wrap(id)), BlobName.Part.CONTENT);
    }

    static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static void put(BlobVault vault, BlobName name, byte[] bytes) throws VaultException {
        vault.put(name, bytes.length, new ByteArrayInputStream(bytes));
    }

    static byte[] get(BlobVault vault, BlobName name, long from, long to) throws VaultException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        vault.get(name, from, to, out);
        return out.toByteArray();
    }

    /** What happens while a stream is read. */
    interface Event {
        void happen() throws IOException;
    }

    /** Bytes that follow from their place and are never all in memory. */
    static InputStream endless(long length) {
        return endless(length, -1, () -> {});
    }

    /** The same; {@code event} happens each time when the byte at {@code eventAt} is due. */
    static InputStream endless(long length, long eventAt, Event event) {
        return new InputStream() {
            private long position;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int count) throws IOException {
                if (position == eventAt) {
                    event.happen();
                }
                if (position == length) {
                    return -1;
                }
                long end = position < eventAt ? eventAt : length;
                int read = (int) Math.min(count, end - position);
                for (int i = 0; i < read; i++) {
                    buffer[offset + i] = (byte) at(position++);
                }
                return read;
            }
        };
    }

    private static int at(long position) {
        return (int) ((position * 0x9E3779B97F4A7C15L) >>> 56);
    }
}
