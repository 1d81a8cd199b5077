package dev.quire.gateway.vault;

import dev.quire.health.keys.blob.SliceHashes;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobVault;
import dev.quire.health.vault.VaultException;
import java.io.OutputStream;
import java.util.Objects;

/** Holds up to 1 MiB of a blob: what a vault gives is used only when all of it has come, whoever's vault it is. */
final class SliceBuffer extends OutputStream {
    private final byte[] bytes = new byte[SliceHashes.SLICE_SIZE];
    private int filled;

    /** @param to at most 1 MiB after {@code from} */
    void fill(BlobVault vault, BlobName name, long from, long to) throws VaultException {
        filled = 0;
        vault.get(name, from, to, this);
        if (filled != to - from) {
            throw new VaultException.Damaged(name, from, to);
        }
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return filled;
    }

    @Override
    public void write(int value) throws VaultException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws VaultException {
        Objects.checkFromIndexSize(offset, length, from.length);
        if (length > bytes.length - filled) {
            throw new VaultException.WrongLength("a vault sends more than it was asked for");
        }
        System.arraycopy(from, offset, bytes, filled, length);
        filled += length;
    }
}
