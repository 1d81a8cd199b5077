package dev.quire.health.keys.blob;

/**
 * Bytes of a blob.
 *
 * @param from position of the first
 * @param to position after the last
 */
public record ByteRange(long from, long to) {}
