package dev.quire.gateway.vault;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.vault.BlobStat;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.UUID;

/** What the vault knows of a blob. The id is new with each put, so that chunks of two puts are never mixed. */
record BlobRow(UUID id, BlobStat stat) {
    /** SHA-256 over everything that the row holds: an altered row is found. */
    Bytes seal(String name) {
        MessageDigest digest = Digests.sha256();
        digest.update(Digests.bytes(id));
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(stat.length()).flip());
        stat.digest().bytes().update(digest);
        Bytes.utf8(name).update(digest);
        return Bytes.wrap(digest.digest());
    }

    boolean sameContent(long length, Hash digest) {
        return stat.length() == length && stat.digest().equals(digest);
    }
}
