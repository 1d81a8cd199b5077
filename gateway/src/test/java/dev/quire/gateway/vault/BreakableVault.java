package dev.quire.gateway.vault;

import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobStat;
import dev.quire.health.vault.BlobVault;
import dev.quire.health.vault.VaultException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/** Another member's vault, whose line can be cut, and which can lie. */
final class BreakableVault implements BlobVault {
    private final BlobVault vault;
    volatile boolean down;
    /** Gives this byte wrongly, without knowing. */
    volatile long liesAt = -1;

    BreakableVault(BlobVault vault) {
        this.vault = vault;
    }

    @Override
    public void put(BlobName name, long length, InputStream content) throws VaultException {
        up().put(name, length, content);
    }

    @Override
    public void get(BlobName name, long from, long to, OutputStream out) throws VaultException {
        byte[] bytes = Blobs.get(up(), name, from, to);
        if (liesAt >= from && liesAt < to) {
            bytes[(int) (liesAt - from)] ^= 1;
        }
        try {
            out.write(bytes);
        } catch (VaultException e) {
            throw e;
        } catch (IOException e) {
            throw new VaultException.StreamBroken(name, e);
        }
    }

    @Override
    public Optional<BlobStat> stat(BlobName name) throws VaultException {
        return up().stat(name);
    }

    @Override
    public boolean delete(BlobName name) throws VaultException {
        return up().delete(name);
    }

    private BlobVault up() throws VaultException {
        if (down) {
            throw new VaultException.Unavailable("the line is cut", new IOException("cut"));
        }
        return vault;
    }
}
