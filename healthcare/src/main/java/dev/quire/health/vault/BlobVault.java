package dev.quire.health.vault;

import dev.quire.codec.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Keeps ciphertext under names, each written once. Every call may block on disk or network. Safe for use by several threads.
 */
public interface BlobVault {
    /**
     * Keeps {@code length} bytes of {@code content}: all or nothing, durable when this returns. The same bytes once more are
     * taken as they are.
     *
     * @throws VaultException.Taken if other bytes lie under the name
     * @throws VaultException.WrongLength if {@code content} ends before {@code length}
     * @throws VaultException.StreamBroken if {@code content} cannot be read
     */
    void put(BlobName name, long length, InputStream content) throws VaultException;

    /**
     * Writes bytes {@code from} (inclusive) to {@code to} (exclusive) to {@code out}. What was written to {@code out} before a
     * failure is not to be trusted.
     *
     * @throws VaultException.Missing if nothing lies there
     * @throws VaultException.WrongLength if the range is not within what lies there
     * @throws VaultException.StreamBroken if {@code out} cannot be written
     * @throws VaultException.Damaged if bytes of the range are not those that were put
     */
    void get(BlobName name, long from, long to, OutputStream out) throws VaultException;

    /**
     * All of something small; empty if nothing lies there.
     *
     * @param max bytes; more is not read, and is {@link VaultException.WrongLength} or {@link VaultException.Unavailable}
     */
    default Optional<Bytes> whole(BlobName name, int max) throws VaultException {
        Optional<BlobStat> stat = stat(name);
        if (stat.isEmpty()) {
            return Optional.empty();
        }
        long length = stat.get().length();
        if (length > max) {
            throw new VaultException.WrongLength("it has " + length + " bytes, and " + max + " are the most");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) length);
        get(name, 0, length, bytes);
        return Optional.of(Bytes.wrap(bytes.toByteArray()));
    }

    /** What lies there. */
    Optional<BlobStat> stat(BlobName name) throws VaultException;

    /** Forgets it; false if nothing lay there. */
    boolean delete(BlobName name) throws VaultException;
}
