package dev.quire.health.vault;

import dev.quire.hash.Hash;

/**
 * What a vault knows of something that lies in it.
 *
 * @param length in bytes
 * @param digest SHA-256 of the ciphertext as it was put
 */
public record BlobStat(long length, Hash digest) {}
