package dev.quire.gateway.vault;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.VaultException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Cuts a caller's stream into chunks, one in memory at a time, and hashes it on the way. */
final class ChunkReader {
    private final BlobName name;
    private final long length;
    private final InputStream content;
    private final MessageDigest digest = Digests.sha256();
    private int number;

    ChunkReader(BlobName name, long length, InputStream content) {
        this.name = name;
        this.length = length;
        this.content = content;
    }

    /** Is the next chunk the last one? A blob has one at least. */
    boolean nextIsLast() {
        return length - Chunk.start(number) <= Chunk.SIZE;
    }

    /** The next chunk, which is empty only where the blob is. */
    Chunk next() throws VaultException {
        int wanted = (int) (Chunk.end(number, length) - Chunk.start(number));
        byte[] bytes = read(wanted);
        if (bytes.length < wanted) {
            throw new VaultException.WrongLength(name.path() + " was announced with " + length
                    + " bytes, but ended after " + (Chunk.start(number) + bytes.length));
        }
        digest.update(bytes);
        Chunk chunk = new Chunk(number, Bytes.wrap(bytes));
        number++;
        return chunk;
    }

    /** SHA-256 of everything, when the last chunk was taken. */
    Hash digest() {
        return Hash.of(Bytes.wrap(digest.digest()));
    }

    private byte[] read(int wanted) throws VaultException {
        try {
            return content.readNBytes(wanted);
        } catch (VaultException e) {
            throw e;
        } catch (IOException e) {
            throw new VaultException.StreamBroken(name, e);
        }
    }
}
