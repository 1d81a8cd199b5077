package dev.quire.gateway.upkeep;

import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobStat;
import dev.quire.health.vault.BlobVault;
import dev.quire.health.vault.VaultException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The member's own vault as others use it: what they ask for and it has not whole, is told.
 *
 * @param lacking must not block
 */
record WatchedVault(BlobVault vault, Consumer<BlobName> lacking) implements BlobVault {
    @Override
    public void put(BlobName name, long length, InputStream content) throws VaultException {
        vault.put(name, length, content);
    }

    @Override
    public void get(BlobName name, long from, long to, OutputStream out) throws VaultException {
        try {
            vault.get(name, from, to, out);
        } catch (VaultException.Damaged | VaultException.Missing e) {
            lacking.accept(name);
            throw e;
        }
    }

    @Override
    public Optional<BlobStat> stat(BlobName name) throws VaultException {
        try {
            Optional<BlobStat> found = vault.stat(name);
            if (found.isEmpty()) {
                lacking.accept(name);
            }
            return found;
        } catch (VaultException.Damaged e) {
            lacking.accept(name);
            throw e;
        }
    }

    @Override
    public boolean delete(BlobName name) throws VaultException {
        return vault.delete(name);
    }
}
