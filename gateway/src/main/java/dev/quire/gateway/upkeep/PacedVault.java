package dev.quire.gateway.upkeep;

import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobStat;
import dev.quire.health.vault.BlobVault;
import dev.quire.health.vault.VaultException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * A vault that is used at a pace, so that looking after it does not keep anybody waiting who treats a patient.
 *
 * @param callBytes what each call counts, besides its bytes
 */
record PacedVault(BlobVault vault, Pace pace, long callBytes) implements BlobVault {
    @Override
    public void put(BlobName name, long length, InputStream content) throws VaultException {
        pace.take(callBytes + length);
        vault.put(name, length, content);
    }

    @Override
    public void get(BlobName name, long from, long to, OutputStream out) throws VaultException {
        pace.take(callBytes + to - from);
        vault.get(name, from, to, out);
    }

    @Override
    public Optional<BlobStat> stat(BlobName name) throws VaultException {
        pace.take(callBytes);
        return vault.stat(name);
    }

    @Override
    public boolean delete(BlobName name) throws VaultException {
        pace.take(callBytes);
        return vault.delete(name);
    }
}
