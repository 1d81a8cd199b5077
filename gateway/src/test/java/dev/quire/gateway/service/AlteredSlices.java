package dev.quire.gateway.service;

import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobStat;
import dev.quire.health.vault.BlobVault;
import dev.quire.health.vault.VaultException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/** A vault that keeps what it is given, and gives out sealed files with a bit of each range changed. */
record AlteredSlices(BlobVault vault) implements BlobVault {
    @Override
    public void put(BlobName name, long length, InputStream content) throws VaultException {
        vault.put(name, length, content);
    }

    @Override
    public void get(BlobName name, long from, long to, OutputStream out) throws VaultException {
        boolean content = name instanceof BlobName.OfRecord part && part.part() == BlobName.Part.CONTENT;
        ByteArrayOutputStream range = new ByteArrayOutputStream();
        vault.get(name, from, to, range);
        byte[] bytes = range.toByteArray();
        if (content && bytes.length > 0) {
            bytes[bytes.length - 1] ^= 1;
        }
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new VaultException.StreamBroken(name, e);
        }
    }

    @Override
    public Optional<BlobStat> stat(BlobName name) throws VaultException {
        return vault.stat(name);
    }

    @Override
    public boolean delete(BlobName name) throws VaultException {
        return vault.delete(name);
    }
}
