package dev.quire.gateway.vault;

import dev.quire.health.vault.BlobName;

/**
 * What was found at a blob's two copies, and done about it.
 *
 * @param own as it was found
 * @param copy the other member's, as it was found
 * @param detail for an operator: why it could not be mended; empty otherwise
 */
public record MendReport(BlobName name, CopyState own, CopyState copy, Outcome outcome, String detail) {
    /** How it is now. */
    public enum Outcome {
        /** Both copies were whole. */
        WHOLE,
        /** One was missing or damaged and is whole now. */
        MENDED,
        /** It is not at both; the next walk tries again. */
        FAILED
    }
}
