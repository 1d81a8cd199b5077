package dev.quire.health.keys.blob;

import dev.quire.hash.Hash;

/**
 * What a {@link BlobWriter} knows at its end.
 *
 * @param plainLength bytes that were written into it, without the padding
 * @param plainHash their SHA-256, which goes nowhere but into the metaBox
 * @param slices of the blob, which lie beside it
 */
public record SealedBlob(long plainLength, Hash plainHash, SliceHashes slices) {
    /** Bytes in the blob. */
    public long blobLength() {
        return slices.blobLength();
    }
}
