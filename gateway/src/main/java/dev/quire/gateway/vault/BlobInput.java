package dev.quire.gateway.vault;

import dev.quire.codec.Bytes;
import dev.quire.health.keys.blob.SliceHashes;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobVault;
import dev.quire.health.vault.VaultException;
import dev.quire.merkle.MerkleTree;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * A blob in a vault as a stream, of which 1 MiB is in memory. Where its slices are known each is checked as it comes: a vault
 * that gave right bytes a moment ago may give others now.
 */
final class BlobInput extends InputStream {
    private final BlobVault vault;
    private final BlobName name;
    private final long length;
    private final Optional<SliceHashes> slices;
    private final SliceBuffer slice = new SliceBuffer();
    /** Where the slice ends in the blob. */
    private long end;

    private int taken;

    BlobInput(BlobVault vault, BlobName name, long length, Optional<SliceHashes> slices) {
        this.vault = vault;
        this.name = name;
        this.length = length;
        this.slices = slices;
    }

    @Override
    public int read() throws VaultException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws VaultException {
        if (count == 0) {
            return 0;
        }
        if (taken == slice.size()) {
            if (end == length) {
                return -1;
            }
            long to = Math.min(length, end + SliceHashes.SLICE_SIZE);
            slice.fill(vault, name, end, to);
            requireRight(end, to);
            end = to;
            taken = 0;
        }
        int read = Math.min(count, slice.size() - taken);
        System.arraycopy(slice.bytes(), taken, buffer, offset, read);
        taken += read;
        return read;
    }

    private void requireRight(long from, long to) throws VaultException {
        if (slices.isPresent()) {
            int number = Math.toIntExact(from / SliceHashes.SLICE_SIZE);
            Bytes read = Bytes.wrap(Arrays.copyOf(slice.bytes(), slice.size()));
            if (number >= slices.get().leaves().size()
                    || !MerkleTree.leafHash(read).equals(slices.get().leaves().get(number))) {
                throw new VaultException.Damaged(name, from, to);
            }
        }
    }
}
