package dev.quire.gateway.service;

import dev.quire.codec.Bytes;
import dev.quire.health.Fingerprint;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobStat;
import dev.quire.health.vault.BlobVault;
import dev.quire.health.vault.VaultException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A vault that lives as long as the test, and breaks off in the middle on demand. */
final class MemoryVault implements BlobVault {
    final AtomicInteger breakages = new AtomicInteger();
    final AtomicInteger reads = new AtomicInteger();
    private final Map<BlobName, byte[]> blobs = new ConcurrentHashMap<>();

    @Override
    public void put(BlobName name, long length, InputStream content) throws VaultException {
        byte[] bytes;
        try {
            bytes = content.readNBytes((int) length);
        } catch (IOException e) {
            throw new VaultException.Unavailable("the content cannot be read", e);
        }
        if (bytes.length < length) {
            throw new VaultException.WrongLength("too short");
        }
        byte[] before = blobs.putIfAbsent(name, bytes);
        if (before != null && !Bytes.copyOf(before).equals(Bytes.copyOf(bytes))) {
            throw new VaultException.Taken(name);
        }
    }

    @Override
    public void get(BlobName name, long from, long to, OutputStream out) throws VaultException {
        byte[] bytes = blobs.get(name);
        if (bytes == null) {
            throw new VaultException.Missing(name);
        }
        reads.incrementAndGet();
        int length = (int) (to - from);
        try {
            if (breakages.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                out.write(bytes, (int) from, length / 2);
                out.flush();
                throw new VaultException.Damaged(name, from, to);
            }
            out.write(bytes, (int) from, length);
        } catch (VaultException e) {
            throw e;
        } catch (IOException e) {
            throw new VaultException.Unavailable("the caller went away", e);
        }
    }

    @Override
    public Optional<BlobStat> stat(BlobName name) {
        return Optional.ofNullable(blobs.get(name))
                .map(bytes -> new BlobStat(bytes.length, Fingerprint.sha256(Bytes.copyOf(bytes))));
    }

    @Override
    public boolean delete(BlobName name) {
        return blobs.remove(name) != null;
    }
}
