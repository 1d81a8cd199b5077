package dev.quire.examples.hospital;

import dev.quire.codec.Bytes;
import dev.quire.health.Id;

/**
 * What the author hands out for one record of a permitted access. On the way it is noise to everyone but the reader.
 *
 * @param salt of the fingerprint
 * @param sealedSecret {@link OneTimeKey#seal}
 */
record Parcel(Id rid, Bytes blob, Bytes salt, Bytes sealedSecret) {}
