package dev.quire.examples.hospital;

import dev.quire.block.PublicKey;
import dev.quire.health.Id;

/**
 * Who reads. The hospital's gateway signs the access and names the doctor by credential.
 *
 * @param pracId the credential's id
 * @param key what the doctor alone can say is signed with it
 */
record Doctor(String name, Id pracId, PublicKey key) {}
