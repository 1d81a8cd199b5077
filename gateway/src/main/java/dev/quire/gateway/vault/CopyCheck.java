package dev.quire.gateway.vault;

import dev.quire.health.keys.blob.BlobSource;
import dev.quire.health.keys.blob.ByteRange;
import dev.quire.health.keys.blob.SliceHashes;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobStat;
import dev.quire.health.vault.BlobVault;
import dev.quire.health.vault.VaultException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a whole copy, 1 MiB at a time, to see how it is. */
final class CopyCheck {
    private CopyCheck() {}

    /** @param slices of the sealed file, compared with the ledger; without them the vault's own seals are all there is */
    static CopyState check(BlobVault vault, BlobName name, Optional<SliceHashes> slices) {
        long length = slices.map(SliceHashes::blobLength).orElse(0L);
        try {
            Optional<BlobStat> stat = vault.stat(name);
            if (stat.isEmpty()) {
                return CopyState.MISSING;
            }
            List<ByteRange> damaged = slices.isPresent()
                    ? slices.get().damaged(source(vault, name, stat.get().length()))
                    : damaged(vault, name, stat.get().length());
            // Bytes after the author's last one are no slice of his.
            if (slices.isPresent() && damaged.isEmpty() && stat.get().length() != length) {
                damaged = List.of(new ByteRange(length, stat.get().length()));
            }
            return damaged.isEmpty() ? CopyState.WHOLE : CopyState.damaged(damaged);
        } catch (VaultException.Missing e) {
            return CopyState.MISSING;
        } catch (VaultException.Damaged e) {
            return CopyState.damaged(List.of(new ByteRange(e.from(), e.to())));
        } catch (VaultException.Unavailable e) {
            return answers(vault, name) ? CopyState.UNREADABLE : CopyState.UNAVAILABLE;
        } catch (IOException e) {
            return CopyState.UNREADABLE;
        }
    }

    /** Damage in the middle of an answer cuts it off, which looks like a broken line: who still tells of the blob is there. */
    private static boolean answers(BlobVault vault, BlobName name) {
        try {
            var unused = vault.stat(name);
            return true;
        } catch (VaultException.Unavailable e) {
            return false;
        } catch (VaultException e) {
            return true;
        }
    }

    /** A source that gives nothing of a slice that the vault itself finds damaged, so that it is counted. */
    private static BlobSource source(BlobVault vault, BlobName name, long vaultLength) {
        SliceBuffer slice = new SliceBuffer();
        return (position, buffer, length) -> {
            long to = Math.min(vaultLength, position + length);
            if (position >= to) {
                return 0;
            }
            try {
                slice.fill(vault, name, position, to);
            } catch (VaultException.Damaged e) {
                return 0;
            }
            System.arraycopy(slice.bytes(), 0, buffer, 0, slice.size());
            return slice.size();
        };
    }

    private static List<ByteRange> damaged(BlobVault vault, BlobName name, long length) throws VaultException {
        SliceBuffer slice = new SliceBuffer();
        List<ByteRange> damaged = new ArrayList<>();
        for (long from = 0; from < length; from += SliceHashes.SLICE_SIZE) {
            long to = Math.min(length, from + SliceHashes.SLICE_SIZE);
            try {
                slice.fill(vault, name, from, to);
            } catch (VaultException.Damaged e) {
                damaged.add(new ByteRange(from, to));
            }
        }
        return damaged;
    }
}
