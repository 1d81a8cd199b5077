package dev.quire.health.client;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.Fingerprint;
import dev.quire.health.Id;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobStat;
import dev.quire.health.vault.BlobVault;
import dev.quire.health.vault.VaultException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A vault that lives as long as the test, whose bytes a test may change. */
final class MemoryVault implements BlobVault {
    final Map<String, Bytes> blobs = new ConcurrentHashMap<>();
    volatile boolean down;
    /** Says of everything that it has it. */
    volatile boolean boasting;

    @Override
    public void put(BlobName name, long length, InputStream content) throws VaultException {
        requireUp();
        byte[] bytes;
        try {
            bytes = content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (bytes.length != length) {
            throw new VaultException.WrongLength("announced were " + length + " bytes, and " + bytes.length + " came");
        }
        Bytes before = blobs.putIfAbsent(name.path(), Bytes.wrap(bytes));
        if (before != null && !before.equals(Bytes.wrap(bytes))) {
            throw new VaultException.Taken(name);
        }
    }

    @Override
    public void get(BlobName name, long from, long to, OutputStream out) throws VaultException {
        requireUp();
        Bytes blob = find(name).orElseThrow(() -> new VaultException.Missing(name));
        if (from < 0 || to < from || to > blob.size()) {
            throw new VaultException.WrongLength("the range is not within the blob");
        }
        try {
            blob.slice((int) from, (int) to).writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Bytes> find(BlobName name) {
        return Optional.ofNullable(blobs.get(name.path()));
    }

    @Override
    public Optional<BlobStat> stat(BlobName name) throws VaultException {
        requireUp();
        Optional<Bytes> blob = boasting ? Optional.of(Bytes.utf8("nothing")) : find(name);
        return blob.map(bytes -> new BlobStat(bytes.size(), digest(bytes)));
    }

    private static Hash digest(Bytes blob) {
        return Fingerprint.sha256(blob);
    }

    @Override
    public boolean delete(BlobName name) throws VaultException {
        requireUp();
        return blobs.remove(name.path()) != null;
    }

    private void requireUp() throws VaultException {
        if (down) {
            throw new VaultException.Unavailable("the member is down", new IOException("no connection"));
        }
    }

    /** Changes one byte of what lies there. */
    void damage(BlobName name, int position) {
        byte[] bytes = blobs.get(name.path()).toArray();
        bytes[position] ^= 1;
        blobs.put(name.path(), Bytes.wrap(bytes));
    }

    /** The name of the capsule of a record that lies here. */
    Optional<String> capsuleOf(Id rid) {
        return blobs.keySet().stream()
                .filter(name -> BlobName.parse(name).orElseThrow() instanceof BlobName.OfCapsule capsule
                        && capsule.rid().equals(rid))
                .findFirst();
    }
}
